// Signals as bytes in a pipe.
#ifndef PROCESS_SIGNALS_H
#define PROCESS_SIGNALS_H

// From now on the signal writes its number as one byte to the descriptor, and does nothing else.
// One that is ignored stays ignored: `nohup` and shells in the background want it that way.
// Returns 0, or -1 with errno.
//
// In C, because a handler may call very little, and must not touch what Swift makes when it is first
// used. A handler and no mask with `sigwait`, because the main thread of a program with an
// asynchronous `main` waits with an empty mask.
int process_forward_signal(int number, int descriptor);

#endif
