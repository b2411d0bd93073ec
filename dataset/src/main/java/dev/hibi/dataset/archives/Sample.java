package dev.hibi.dataset.archives;

import java.nio.file.Path;

/**
 * One image among sources.
 *
 * @param name what messages call it: {@code train.zip!train/P_00001.jpg} in an archive, its path
 *     otherwise, each beginning as the source was given
 * @param source the archive or folder that holds it
 * @param entry its path inside the source, divided by {@code /}
 * @param byteCount length of its (uncompressed) file in bytes
 */
public record Sample(String name, Path source, String entry, long byteCount) {
  @Override
  public String toString() {
    return name;
  }
}
