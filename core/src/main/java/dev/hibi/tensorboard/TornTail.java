package dev.hibi.tensorboard;

import java.nio.file.Path;

/**
 * The end of a file that stops inside a record, as a killed writer leaves it. What stands before it
 * is whole.
 *
 * @param file the event file
 * @param offset where the unfinished record begins, in bytes from the file's beginning
 * @param length bytes that are there of it
 */
public record TornTail(Path file, long offset, long length) {}
