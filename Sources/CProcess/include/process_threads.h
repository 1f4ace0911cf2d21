// Whether the system makes threads.
#ifndef PROCESS_THREADS_H
#define PROCESS_THREADS_H

// Makes so many threads that exist at the same time and end at once. Returns 0 where all could be
// made, or the error number of the first that could not. The C library keeps a few of their stacks
// for the threads that come after.
//
// In C, because the lock that holds them must have an address that does not move.
int process_try_threads(long count);

#endif
