/* LibTorch is C++ and reached from CTorch alone; this target only says where it is found and what to link. */
