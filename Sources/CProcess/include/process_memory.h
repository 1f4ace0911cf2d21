// System calls that Swift cannot make, because they take a variable number of arguments.
#ifndef PROCESS_MEMORY_H
#define PROCESS_MEMORY_H

// Keeps the process's memory out of cores, wherever the system sends them, and from other processes
// of the same user. Returns 0, or -1 with errno.
int process_keep_memory_private(void);

#endif
