package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A folder of what a container writes; it may still be growing.
 *
 * @param exceeded whether the folder was too large for one answer of the storage; some files may be
 *     missing
 */
public record ContainerFiles(List<Folder> dirs, List<StoredFile> files, boolean exceeded) {

  /**
   * A folder in it.
   *
   * @param dirPath from the storage's root
   */
  public record Folder(String dirPath, String dirName) {}

  /**
   * A file in it.
   *
   * @param key in the storage
   * @param size bytes
   * @param url to fetch it from, a day long; empty if it was not asked for
   */
  public record StoredFile(
      String key, String fileName, Optional<Instant> lastModified, long size, String url) {
    /** Without the address, which whoever has it may use. */
    @Override
    public String toString() {
      return "StoredFile[" + fileName + ", " + size + "]";
    }
  }
}
