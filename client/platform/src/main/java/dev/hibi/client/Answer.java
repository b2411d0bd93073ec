package dev.hibi.client;

import java.util.OptionalLong;

/** An answer with status 2xx. */
record Answer(String body, OptionalLong total) {}
