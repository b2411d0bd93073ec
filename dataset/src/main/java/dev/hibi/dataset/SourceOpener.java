package dev.hibi.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Opens archives, folders and files with a data set's options. */
@FunctionalInterface
interface SourceOpener {
  ImageSources open(List<Path> sources) throws IOException;
}
