package dev.hibi.dataset.archives;

import dev.hibi.image.ImageRows;
import java.io.IOException;
import java.nio.file.Path;

/** A place that holds images: a zip archive or a folder. Thread-safe. */
sealed interface Container permits ZipArchive, FileTree {

  /** As it was given, or found below a folder that was given. */
  Path path();

  /** Reads the whole (uncompressed) file of an image that lies here. */
  void read(ImageIndex index, int image, ReadBuffer buffer) throws IOException;

  /**
   * The rows of an image that lies here.
   *
   * @param maxPixels of one that must be decoded as a whole
   */
  ImageRows rows(ImageIndex index, int image, int maxPixels) throws IOException;

  /** CRC-32 of the whole file: from an archive's directory, or by reading the file. */
  int crc32(ImageIndex index, int image) throws IOException;

  /** What messages call an entry. */
  String nameOf(String entry);

  /** The folder to which entries at the top belong; empty if there is none. */
  String topFolder();
}
