#include "process_signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t forwarding_descriptor = -1;

static void forward(int number) {
  const int kept = errno;
  const unsigned char byte = (unsigned char)number;
  if (write(forwarding_descriptor, &byte, 1) < 0) {
    // The pipe is full of signals that are waiting already.
  }
  errno = kept;
}

int process_forward_signal(int number, int descriptor) {
  struct sigaction action;
  if (sigaction(number, NULL, &action) != 0) return -1;
  if (action.sa_handler == SIG_IGN) return 0;
  forwarding_descriptor = descriptor;
  memset(&action, 0, sizeof action);
  action.sa_handler = forward;
  action.sa_flags = SA_RESTART;
  sigfillset(&action.sa_mask);
  return sigaction(number, &action, NULL);
}
