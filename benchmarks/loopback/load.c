// The client of the gateway benchmark: a closed loop on keep-alive connections. Linux, one thread, epoll.
//
//     load PORT CONNECTIONS SECONDS < REQUEST
//
// Sends REQUEST (HTTP/1.1, as it is; ######## becomes a running number, which no two clients share) on each connection again as soon as its answer
// is whole, for SECONDS, then waits for what is under way. Prints one JSON object. An answer counts when its status is
// 200 and, if it is an event stream, it ends in [DONE]; the first other one goes to stderr.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_SIZE = 16384, READ_SIZE = 65536, TAIL = 16, PATIENCE_S = 60, MOST_LATENCIES = 1 << 22 };
enum State { HEAD, PLAIN, SIZE, DATA, DATA_END, TRAILER };

typedef struct {
    int fd, status, is_waiting, is_stream, is_filled, matched;
    enum State state;
    long long sent_ns, first_ns;
    size_t left, head_size;
    char head[HEAD_SIZE], tail[TAIL + 1];  // the tail: the last bytes of the body
} Caller;

static char request[1 << 20], *number;
static size_t request_size;
static int port, poller, under_way;
static unsigned numbered;
static long long ends_ns, events, failures, answers;
static long long whole_ns[MOST_LATENCIES], first_ns[MOST_LATENCIES];

static long long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void call(Caller *caller) {
    if (number) {
        char digits[16];
        snprintf(digits, sizeof digits, "%08u", ++numbered % 100000000);
        memcpy(number, digits, 8);
    }
    caller->state = HEAD;
    caller->head_size = caller->matched = 0;
    caller->first_ns = 0;
    caller->is_waiting = 1;
    memset(caller->tail, ' ', TAIL);
    caller->sent_ns = now_ns();
    if (send(caller->fd, request, request_size, MSG_NOSIGNAL) != (ssize_t)request_size) die("send");
    under_way++;
}

static void dial(Caller *caller) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    caller->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(caller->fd, (void *)&address, sizeof address)) die("connect");
    setsockopt(caller->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = caller};
    epoll_ctl(poller, EPOLL_CTL_ADD, caller->fd, &event);
}

static int succeeded(Caller *caller) {
    return caller->status == 200 && (!caller->is_stream || strstr(caller->tail, "[DONE]"));
}

static void finish(Caller *caller) {
    under_way--;
    caller->is_waiting = 0;
    if (!succeeded(caller)) {
        if (!failures++) fprintf(stderr, "%s… %s\n", caller->head, caller->tail);
    } else if (answers < MOST_LATENCIES) {
        whole_ns[answers] = now_ns() - caller->sent_ns;
        first_ns[answers++] = caller->first_ns - caller->sent_ns;
    }
    if (now_ns() < ends_ns) call(caller);
}

// Counts the lines that begin with "data:", however they are cut.
static void count_events(Caller *caller, const char *at, size_t size) {
    static const char word[] = "data:";
    const int skipping = sizeof word;
    for (const char *stop = at + size; at < stop; at++) {
        if (caller->matched == skipping) {
            at = memchr(at, '\n', (size_t)(stop - at));
            if (!at) return;
        }
        if (*at == '\n') caller->matched = 0;
        else if (*at == word[caller->matched]) caller->matched++;
        else caller->matched = skipping;
        if (caller->matched == sizeof word - 1) {
            events++;
            caller->matched = skipping;
        }
    }
}

static void note(Caller *caller, const char *at, size_t size) {
    if (!caller->first_ns) caller->first_ns = now_ns();
    if (caller->is_stream) count_events(caller, at, size);
    size_t taken = size < TAIL ? size : TAIL;
    memmove(caller->tail, caller->tail + taken, TAIL - taken);
    memcpy(caller->tail + TAIL - taken, at + size - taken, taken);
}

static int begin_body(Caller *caller) {
    caller->status = atoi(caller->head + 9);
    caller->is_stream = strcasestr(caller->head, "text/event-stream") != NULL;
    if (strcasestr(caller->head, "\r\ntransfer-encoding: chunked")) {
        caller->state = SIZE;
        caller->left = 0;
        return 0;
    }
    char *length = strcasestr(caller->head, "\r\ncontent-length:");
    caller->state = PLAIN;
    caller->left = length ? strtoul(length + 17, NULL, 10) : 0;
    return caller->left == 0;
}

static size_t read_head(Caller *caller, const char *at, size_t size, int *is_whole) {
    size_t before = caller->head_size, room = HEAD_SIZE - 1 - before, taken = size < room ? size : room;
    memcpy(caller->head + before, at, taken);
    caller->head[before + taken] = 0;
    char *end = strstr(caller->head, "\r\n\r\n");
    if (!end) {
        caller->head_size += taken;
        return taken == 0 ? size : taken;
    }
    end[2] = 0;
    *is_whole = begin_body(caller);
    return (size_t)(end + 4 - caller->head) - before;
}

static int hex(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

// One step through the body; how many bytes it took.
static size_t read_body(Caller *caller, const char *at, size_t size, int *is_whole) {
    size_t taken = size < caller->left ? size : caller->left;
    switch (caller->state) {
        case PLAIN:
        case DATA:
            note(caller, at, taken);
            caller->left -= taken;
            if (!caller->left && caller->state == PLAIN) *is_whole = 1;
            else if (!caller->left) caller->state = DATA_END;
            return taken;
        case SIZE:
            if (*at == '\n') caller->state = caller->left ? DATA : TRAILER;
            else if (*at != '\r') caller->left = caller->left * 16 + (size_t)hex(*at);
            caller->is_filled = 0;
            return 1;
        case DATA_END:
            if (*at == '\n') caller->state = SIZE;
            return 1;
        default:  // trailers, up to an empty line
            if (*at == '\n' && !caller->is_filled) *is_whole = 1;
            else if (*at != '\r') caller->is_filled = *at != '\n';
            return 1;
    }
}

static void redial(Caller *caller) {  // an idle connection may be closed; one that owes an answer may not
    close(caller->fd);
    if (!caller->is_waiting) return;
    if (!failures++) fprintf(stderr, "The server closed a connection in the midst of an answer.\n");
    under_way--;
    caller->is_waiting = 0;
    if (now_ns() >= ends_ns) return;
    dial(caller);
    call(caller);
}

static void receive(Caller *caller) {
    static char buffer[READ_SIZE];
    ssize_t got = recv(caller->fd, buffer, sizeof buffer, 0);
    if (got <= 0) return redial(caller);
    for (char *at = buffer, *stop = buffer + got; at < stop;) {
        int is_whole = 0;
        size_t left = (size_t)(stop - at);
        at += caller->state == HEAD ? read_head(caller, at, left, &is_whole) : read_body(caller, at, left, &is_whole);
        if (is_whole) finish(caller);
    }
}

static int ascending(const void *a, const void *b) {
    long long x = *(const long long *)a, y = *(const long long *)b;
    return (x > y) - (x < y);
}

static double at_us(long long *sorted, double share) {
    return answers ? (double)sorted[(long long)((double)(answers - 1) * share)] / 1e3 : 0;
}

static void report(double seconds) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu_s = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                   (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    qsort(whole_ns, (size_t)answers, sizeof *whole_ns, ascending);
    qsort(first_ns, (size_t)answers, sizeof *first_ns, ascending);
    printf("{\"answers\":%lld,\"failures\":%lld,\"events\":%lld,\"seconds\":%.6f,\"cpu_s\":%.6f,"
           "\"p50_us\":%.1f,\"p99_us\":%.1f,\"first_p50_us\":%.1f,\"first_p99_us\":%.1f}\n",
           answers, failures, events, seconds, cpu_s, at_us(whole_ns, .5), at_us(whole_ns, .99),
           at_us(first_ns, .5), at_us(first_ns, .99));
}

int main(int count, char **argument) {
    if (count != 4) { fprintf(stderr, "usage: load PORT CONNECTIONS SECONDS < REQUEST\n"); return 2; }
    int connections = atoi(argument[2]);
    port = atoi(argument[1]);
    request_size = fread(request, 1, sizeof request, stdin);
    number = memmem(request, request_size, "########", 8);
    numbered = (unsigned)(now_ns() / 10000 % 100000000);  // fewer are sent than time goes by: the next client's differ
    poller = epoll_create1(0);
    Caller *callers = calloc((size_t)connections, sizeof *callers);
    for (int n = 0; n < connections; n++) dial(callers + n);
    long long began_ns = now_ns(), gives_up_ns;
    ends_ns = began_ns + (long long)(atof(argument[3]) * 1e9);
    gives_up_ns = ends_ns + PATIENCE_S * 1000000000LL;
    for (int n = 0; n < connections; n++) call(callers + n);
    struct epoll_event ready[512];
    while (under_way > 0 && now_ns() < gives_up_ns) {
        int found = epoll_wait(poller, ready, 512, 1000);
        for (int n = 0; n < found; n++) receive(ready[n].data.ptr);
    }
    failures += under_way;
    report((double)(now_ns() - began_ns) / 1e9);
    return 0;
}
