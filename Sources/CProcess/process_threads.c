#include "process_threads.h"

#include <pthread.h>
#include <stddef.h>

// One for each of the processors that the program uses at most, and one more.
enum { threads_max = 1025 };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_t threads[threads_max];

static void *pass(void *unused) {
  pthread_mutex_lock(&gate);
  pthread_mutex_unlock(&gate);
  return unused;
}

int process_try_threads(long count) {
  const long wanted = count < threads_max ? count : threads_max;
  long made = 0;
  int status = 0;
  pthread_mutex_lock(&gate);
  while (made < wanted && status == 0) {
    status = pthread_create(&threads[made], NULL, pass, NULL);
    if (status == 0) made += 1;
  }
  pthread_mutex_unlock(&gate);
  while (made > 0) pthread_join(threads[--made], NULL);
  return status;
}
