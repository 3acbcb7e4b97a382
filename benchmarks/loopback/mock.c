// The upstream of the gateway benchmark: an OpenAI-compatible server that only replays. Linux, one thread, epoll.
//
//     mock PORT ANSWER EVENTS GAP_US
//
// POST gets the file ANSWER; with "stream":true in the body it gets the server-sent events of the file
// EVENTS, each in a chunk and a send() of its own; with [paced] in the body too, GAP_US microseconds lie between two of
// them. GET gets a list with one model.
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
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FDS = 65536, MOST_EVENTS = 1024, READ_SIZE = 65536 };

typedef struct { char *at; size_t size; } Bytes;

typedef struct Peer {
    int fd, next_event;  // the event of the stream that is due; 0 while none is sent
    long long due_us;
    struct Peer *after;  // in the queue of paced streams
    Bytes in, out;
    size_t in_room, out_room;
    int is_gone;
} Peer;

static Peer *peers[MOST_FDS];
static Peer *first, *last;  // paced streams; the gap is the same for all, so the queue is in order of what is due
static Bytes answer, listing, head, events[MOST_EVENTS];
static int event_count, poller;
static long long gap_us;

static long long now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static void *grown(void *at, size_t *room, size_t needed) {
    if (needed <= *room) return at;
    *room = needed * 2;
    return realloc(at, *room);
}

static void watch(Peer *peer, unsigned wanted) {
    struct epoll_event event = {.events = wanted, .data.fd = peer->fd};
    epoll_ctl(poller, EPOLL_CTL_MOD, peer->fd, &event);
}

static void release(Peer *peer) {
    free(peer->in.at);
    free(peer->out.at);
    free(peer);
}

static void drop(Peer *peer) {
    peers[peer->fd] = NULL;
    close(peer->fd);
    peer->is_gone = 1;
    if (!peer->due_us) release(peer);  // else the queue still holds it
}

static void put(Peer *peer, Bytes bytes) {
    ssize_t sent = 0;
    if (!peer->out.size) sent = send(peer->fd, bytes.at, bytes.size, MSG_NOSIGNAL);
    if (sent < 0) sent = 0;  // full, or gone: then the next read says so
    size_t left = bytes.size - (size_t)sent;
    if (!left) return;
    peer->out.at = grown(peer->out.at, &peer->out_room, peer->out.size + left);
    memcpy(peer->out.at + peer->out.size, bytes.at + sent, left);
    peer->out.size += left;
    watch(peer, EPOLLIN | EPOLLOUT);
}

static void flush(Peer *peer) {
    ssize_t sent = send(peer->fd, peer->out.at, peer->out.size, MSG_NOSIGNAL);
    if (sent <= 0) return;
    peer->out.size -= (size_t)sent;
    memmove(peer->out.at, peer->out.at + sent, peer->out.size);
    if (!peer->out.size) watch(peer, EPOLLIN);
}

static void enqueue(Peer *peer) {
    peer->due_us = now_us() + gap_us;
    peer->after = NULL;
    if (first) last->after = peer; else first = peer;
    last = peer;
}

static void put_event(Peer *peer) {
    put(peer, events[peer->next_event++]);
    if (peer->next_event == event_count) peer->next_event = 0;
}

static void begin_stream(Peer *peer, int is_paced) {
    put(peer, head);
    do put_event(peer); while (!is_paced && peer->next_event);
    if (peer->next_event) enqueue(peer);
}

static int has(Bytes text, const char *word) { return memmem(text.at, text.size, word, strlen(word)) != NULL; }

// What follows a header's name, else NULL. Names are sought in the heading only.
static char *after(Bytes heading, const char *name) {
    char *found = strcasestr(heading.at, name);
    return found && found < heading.at + heading.size ? found + strlen(name) : NULL;
}

// Answers the first request when it is here as a whole; how many bytes it took, else 0.
static size_t answer_one(Peer *peer) {
    char *end = memmem(peer->in.at, peer->in.size, "\r\n\r\n", 4);
    if (!end) return 0;
    Bytes heading = {peer->in.at, (size_t)(end - peer->in.at) + 4};
    Bytes body = {end + 4, peer->in.size - heading.size};
    if (after(heading, "\r\ntransfer-encoding: chunked")) {
        char *stop = memmem(body.at, body.size, "0\r\n\r\n", 5);
        if (!stop) return 0;
        body.size = (size_t)(stop - body.at) + 5;
    } else {
        char *length = after(heading, "\r\ncontent-length:");
        size_t declared = length ? strtoul(length, NULL, 10) : 0;
        if (body.size < declared) return 0;
        body.size = declared;
    }
    if (heading.at[0] == 'G') put(peer, listing);
    else if (has(body, "\"stream\":true") || has(body, "\"stream\": true")) begin_stream(peer, has(body, "[paced]"));
    else put(peer, answer);
    return heading.size + body.size;
}

static void answer_all(Peer *peer) {
    size_t taken;
    while (!peer->next_event && peer->in.size && (taken = answer_one(peer))) {
        peer->in.size -= taken;
        memmove(peer->in.at, peer->in.at + taken, peer->in.size);
        peer->in.at[peer->in.size] = 0;
    }
}

static void receive(Peer *peer) {
    peer->in.at = grown(peer->in.at, &peer->in_room, peer->in.size + READ_SIZE + 1);
    ssize_t got = recv(peer->fd, peer->in.at + peer->in.size, READ_SIZE, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return drop(peer);
    if (got < 0) return;
    peer->in.size += (size_t)got;
    peer->in.at[peer->in.size] = 0;
    answer_all(peer);
}

static void put_due(void) {
    for (long long now = now_us(); first && first->due_us <= now;) {
        Peer *peer = first;
        first = peer->after;
        peer->due_us = 0;
        if (peer->is_gone) { release(peer); continue; }
        put_event(peer);
        if (peer->next_event) enqueue(peer); else answer_all(peer);
    }
}

static int wait_ms(void) {
    if (!first) return -1;
    long long left = first->due_us - now_us();
    return left <= 0 ? 0 : (int)((left + 999) / 1000);
}

static void admit(int listener) {
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        if (fd >= MOST_FDS) { close(fd); continue; }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        peers[fd] = calloc(1, sizeof(Peer));
        peers[fd]->fd = fd;
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

static Bytes text_of(const char *path) {
    Bytes text = {NULL, 0};
    FILE *file = fopen(path, "r");
    if (!file) { perror(path); exit(1); }
    size_t room = 0, got;
    do {
        text.at = grown(text.at, &room, text.size + READ_SIZE);
        text.size += got = fread(text.at + text.size, 1, READ_SIZE, file);
    } while (got);
    fclose(file);
    return text;
}

static Bytes response(Bytes body) {
    Bytes whole;
    whole.at = malloc(body.size + 256);
    const char *form = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n";
    int size = sprintf(whole.at, form, body.size);
    memcpy(whole.at + size, body.at, body.size);
    whole.size = (size_t)size + body.size;
    return whole;
}

static Bytes chunk(const char *at, size_t size, int is_last) {
    Bytes whole;
    whole.at = malloc(size + 64);
    int begun = sprintf(whole.at, "%zx\r\n", size);
    memcpy(whole.at + begun, at, size);
    whole.size = (size_t)(begun + sprintf(whole.at + begun + size, is_last ? "\r\n0\r\n\r\n" : "\r\n")) + size;
    return whole;
}

static void load_events(Bytes text) {
    for (char *at = text.at, *stop = text.at + text.size, *end; at < stop; at = end) {
        end = memmem(at, (size_t)(stop - at), "\n\n", 2);
        end = end ? end + 2 : stop;
        if (event_count < MOST_EVENTS) events[event_count++] = chunk(at, (size_t)(end - at), end == stop);
    }
}

static int listening(int port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (bind(fd, (void *)&address, sizeof address) || listen(fd, 4096)) { perror("bind"); exit(1); }
    return fd;
}

int main(int count, char **argument) {
    if (count != 5) { fprintf(stderr, "usage: mock PORT ANSWER EVENTS GAP_US\n"); return 2; }
    static char list[] = "{\"object\":\"list\",\"data\":[{\"id\":\"mock\",\"object\":\"model\"}]}";
    static char streaming[] =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
        "cache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n";
    signal(SIGPIPE, SIG_IGN);
    answer = response(text_of(argument[2]));
    load_events(text_of(argument[3]));
    gap_us = atoll(argument[4]);
    listing = response((Bytes){list, sizeof list - 1});
    head = (Bytes){streaming, sizeof streaming - 1};
    int listener = listening(atoi(argument[1]));
    poller = epoll_create1(0);
    struct epoll_event ready[512] = {{.events = EPOLLIN, .data.fd = listener}};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, ready);
    for (;;) {
        int found = epoll_wait(poller, ready, 512, wait_ms());
        for (int n = 0; n < found; n++) {
            int fd = ready[n].data.fd;
            if (fd == listener) { admit(listener); continue; }
            if (peers[fd] && ready[n].events & EPOLLOUT) flush(peers[fd]);
            if (peers[fd] && ready[n].events & ~EPOLLOUT) receive(peers[fd]);
        }
        put_due();
    }
}
