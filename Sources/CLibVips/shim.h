/* libvips is reached from CVips alone: its functions are variadic, which Swift cannot call. */
