package dev.hibi.client.api;

/**
 * An enum that the server writes as a number. Its first constant stands for numbers that are not
 * known, of a later server.
 */
interface NumberedEnum {
  /** The server's number; negative for the unknown. */
  int number();
}
