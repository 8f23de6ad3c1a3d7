// The runtime: versions, threads, devices, inference mode.
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>
#include <torch/version.h>

#include <string>

#include "internal.h"

using namespace ct;

void ct_error_free(ct_error error) { free(error.message); }

const char *ct_version(void) { return TORCH_VERSION; }

const char *ct_cpu_capability(void) {
    static const std::string name = at::get_cpu_capability();
    return name.c_str();
}

int32_t ct_thread_count(void) { return at::get_num_threads(); }

ct_status ct_set_thread_count(int32_t count, ct_error *error) {
    return guarded(error, [&] { at::set_num_threads(count); });
}

bool ct_load_cuda(void) {
    static const bool loaded = [] {
        Dl_info info;
        if (!dladdr(reinterpret_cast<const void *>(&at::get_num_threads), &info) || !info.dli_fname) return false;
        std::string path = info.dli_fname;
        path = path.substr(0, path.rfind('/') + 1) + "libtorch_cuda.so";
        return dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr;
    }();
    return loaded;
}

int32_t ct_cuda_device_count(void) {
    try {
        return at::globalContext().hasCUDA() ? at::detail::getCUDAHooks().deviceCount() : 0;
    } catch (...) {
        return 0;  // a driver that cannot be used counts as no device
    }
}

bool ct_mps_is_available(void) {
    try {
        return at::globalContext().hasMPS();
    } catch (...) {
        return false;
    }
}

ct_status ct_synchronize(ct_device target, ct_error *error) {
    return guarded(error, [&] {
        at::Device waited = device(target);
        c10::impl::VirtualGuardImpl(waited.type()).synchronizeDevice(waited.index());
    });
}

ct_status ct_inference_mode_new(ct_inference_mode *out, ct_error *error) {
    return guarded(error, [&] { out->ptr = new c10::InferenceMode(true); });
}

void ct_inference_mode_free(ct_inference_mode mode) { delete static_cast<c10::InferenceMode *>(mode.ptr); }
