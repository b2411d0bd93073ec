package dev.hibi.tensorboard;

import java.nio.file.Path;

/**
 * The end of a file that stops inside a record, as a killed writer leaves it, or in zeros, as a
 * machine leaves it that lost power. What stands before it is whole. While the writer is alive it
 * may be the part of a record that is there already.
 *
 * @param file the event file
 * @param offset where the unfinished record begins, in bytes from the file's beginning
 * @param length bytes from there to the file's end
 */
public record TornTail(Path file, long offset, long length) {}
