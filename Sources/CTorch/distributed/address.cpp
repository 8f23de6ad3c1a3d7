// Which of this machine's addresses the others can reach.
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "group.h"

std::string ct::localAddress(const std::string &host, uint16_t port) {
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_DGRAM;
    int status = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    TORCH_CHECK(status == 0, "the address ", host, " is unknown: ", gai_strerror(status));
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
    for (addrinfo *each = found; each; each = each->ai_next) {
        int descriptor = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
        if (descriptor < 0) continue;
        // Connecting a datagram socket sends nothing; it only chooses a route.
        sockaddr_storage local{};
        socklen_t length = sizeof local;
        bool known = connect(descriptor, each->ai_addr, each->ai_addrlen) == 0 &&
                     getsockname(descriptor, reinterpret_cast<sockaddr *>(&local), &length) == 0;
        close(descriptor);
        char name[NI_MAXHOST];
        if (known && getnameinfo(reinterpret_cast<sockaddr *>(&local), length, name, sizeof name, nullptr, 0,
                                 NI_NUMERICHOST) == 0)
            return name;
    }
    TORCH_CHECK(false, "no way leads to the address ", host);
}
