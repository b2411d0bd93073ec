package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What all containers of the platform have in common, whether they run a training, an inference, a
 * notebook or a preprocessing.
 */
public interface Container {

  /**
   * The image that a container runs.
   *
   * @param registryId the registry; empty for the tenant's default
   * @param image such as {@code library/eclipse-temurin}
   * @param tag such as {@code 17-jre}
   */
  record Image(Optional<Long> registryId, String image, String tag) {

    /** An image of the tenant's default registry. */
    public static Image of(String image, String tag) {
      return new Image(Optional.empty(), image, tag);
    }

    /** From a registry. */
    public Image registry(long id) {
      return new Image(Optional.of(id), image, tag);
    }

    /**
     * The image that a container runs or ran.
     *
     * @param url where its registry shows it
     */
    public record Details(
        Optional<Long> registryId, String image, String tag, String registryName, String url) {}
  }

  /**
   * A folder of what a container writes; it may still be growing.
   *
   * @param exceeded whether the folder was too large for one answer of the storage; some files may
   *     be missing
   */
  record Files(List<Folder> dirs, List<StoredFile> files, boolean exceeded) {

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

  /**
   * Something that the cluster tells of a container; only what is an error is listed.
   *
   * @param message what has happened
   * @param details more of it
   */
  record Event(
      long tenantId,
      String tenantName,
      String containerName,
      String message,
      String details,
      boolean isError,
      Optional<Instant> firstTimestamp,
      Optional<Instant> lastTimestamp) {}
}
