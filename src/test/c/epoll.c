// What delivering frames costs at least: an epoll loop that writes the same number of bytes to the same number of sockets
// at the same pace, and nothing else. Compiled and started by bin/bench.
//
//   epoll SOCKETS BYTES PER_SECOND SECONDS
//
// Prints its port; waits for that many readers; writes; prints the frames written and the microseconds of CPU they took.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long micros(struct timeval t) { return t.tv_sec * 1000000L + t.tv_usec; }

static long cpu(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return micros(used.ru_utime) + micros(used.ru_stime);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int sockets = atoi(argv[1]), bytes = atoi(argv[2]), rate = atoi(argv[3]), seconds = atoi(argv[4]);
  int *reader = calloc(sockets, sizeof(int));
  char *frame = malloc(bytes), request[4096];
  memset(frame, 'x', bytes);
  frame[bytes - 1] = '\n';

  int listening = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(listening, (struct sockaddr *)&address, length) || listen(listening, 4096)) return 1;
  getsockname(listening, (struct sockaddr *)&address, &length);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);

  int events = epoll_create1(0), asked = 0;
  for (int i = 0; i < sockets; i++) {
    int one = 1;
    if ((reader[i] = accept(listening, NULL, NULL)) < 0) return 1;
    setsockopt(reader[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event in = {.events = EPOLLIN, .data.fd = reader[i]};
    epoll_ctl(events, EPOLL_CTL_ADD, reader[i], &in);
  }
  while (asked < sockets) {
    struct epoll_event ready[64];
    int count = epoll_wait(events, ready, 64, -1);
    for (int i = 0; i < count; i++) asked += read(ready[i].data.fd, request, sizeof request) > 0;
  }

  long before = cpu(), frames = 0;
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (int round = 0; round < rate * seconds; round++) {
    struct epoll_event ready[64];
    epoll_wait(events, ready, 64, 0);
    for (int i = 0; i < sockets; i++) frames += write(reader[i], frame, bytes) == bytes;
    next.tv_nsec += 1000000000L / rate;
    if (next.tv_nsec >= 1000000000L) {
      next.tv_nsec -= 1000000000L;
      next.tv_sec++;
    }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
  }
  printf("%ld %ld\n", frames, cpu() - before);
  return 0;
}
