package dev.hibi.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A place that holds images: a zip archive or a folder. Thread-safe. */
sealed interface Container extends Closeable permits ZipArchive, FileTree {

  /** As it was given, or found below a folder that was given. */
  Path path();

  /** The whole (uncompressed) file. */
  byte[] read(String entry) throws IOException;

  /** CRC-32 of the whole file: from an archive's directory, or by reading the file. */
  long crc32(String entry) throws IOException;

  /** What messages call an entry. */
  String nameOf(String entry);

  /** The folder to which entries at the top belong; empty if there is none. */
  String topFolder();
}
