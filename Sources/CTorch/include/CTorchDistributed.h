/* A part of CTorch.h, where the conventions are: several processes. */
#ifndef CTORCH_DISTRIBUTED_H
#define CTORCH_DISTRIBUTED_H

#include "CTorchTypes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Distributed: distributed/, Distributed ---- */

typedef struct { void *ptr; } ct_group;
typedef struct { void *ptr; } ct_reducer;

typedef struct {
    const char *host;
    uint16_t port;
    /* This process's place among all of them. */
    int32_t rank;
    int32_t size;
    /* Whether a launcher answers at host:port, rather than process 0. */
    bool launcher_serves;
    /* Set before every key in what is kept at host:port. */
    const char *prefix;
    /* The network interface for exchanges; null: the one that leads to the host. */
    const char *interface;
    int64_t timeout_milliseconds;
    /* Asked several times a second, on the calling thread, while the others are waited for: with what is waited for in words,
     * whether host:port was reached, and how long it has taken; whether to go on waiting. May be null. */
    bool (*waits)(void *context, const char *what, bool is_connected, int64_t milliseconds);
    void *context;
} ct_group_options;

/* Waits until all processes have come. Every operation below is to be called by all of them, in the same order; each
 * waits for the others up to the timeout, and after the first failure all fail. Tensors may be on any device. */
ct_status ct_group_new(ct_group_options options, ct_group *out, ct_error *error);
void ct_group_free(ct_group group);
/* Closes the connections, so that the others fail at once. */
void ct_group_abort(ct_group group);
/* Fine, or nothing is known; gives no sign of life; lives, but has not begun the exchange that this process is in. */
enum { CT_PEER_WELL = 0, CT_PEER_SILENT = 1, CT_PEER_BEHIND = 2 };
/* After an exchange failed: what is known of each process, found out in some seconds. states: as many as there are processes. */
void ct_group_inquire(ct_group group, int8_t *states);
enum { CT_SUM = 0, CT_MEAN = 1, CT_MAXIMUM = 2 };
ct_status ct_all_reduce(ct_group group, ct_tensor tensor, int32_t operation, ct_tensor *out, ct_error *error);
/* Overwrites the tensor with that of the process `root`. */
ct_status ct_broadcast(ct_group group, ct_tensor tensor, int32_t root, ct_error *error);
/* out: (size, ...) on the CPU; the tensors have the same shape everywhere. */
ct_status ct_all_gather(ct_group group, ct_tensor tensor, ct_tensor *out, ct_error *error);
ct_status ct_barrier(ct_group group, ct_error *error);
/* The sum over the processes; the gradient of the tensor is the sum of their gradients. */
ct_status ct_all_reduce_sum_autograd(ct_group group, ct_tensor tensor, ct_tensor *out, ct_error *error);
/* (N, C, ...) to (C). */
ct_status ct_sum_per_channel(ct_tensor tensor, ct_tensor *out, ct_error *error);

/* Averages gradients between `begin` and `finish`, of which the second waits; a backward pass in between overlaps with
 * the exchange, one before `begin` only adds to the gradients. `cancel` takes the place of `finish` after a failure. */
ct_status ct_reducer_new(ct_group group, const ct_tensor *parameters, int64_t count, int64_t bucket_bytes,
                         ct_reducer *out, ct_error *error);
void ct_reducer_free(ct_reducer reducer);
int64_t ct_reducer_bucket_count(ct_reducer reducer);
void ct_reducer_begin(ct_reducer reducer);
ct_status ct_reducer_finish(ct_reducer reducer, ct_error *error);
void ct_reducer_cancel(ct_reducer reducer);

#ifdef __cplusplus
}
#endif
#endif
