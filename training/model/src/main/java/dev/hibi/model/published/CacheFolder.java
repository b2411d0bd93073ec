package dev.hibi.model.published;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a system keeps what can be fetched again. */
final class CacheFolder {
  private CacheFolder() {}

  /**
   * {@code HIBI_CACHE}; else {@code hibi} in {@code XDG_CACHE_HOME} or in the system's own folder.
   *
   * @param system as the property {@code os.name}
   * @param home where the variable {@code HOME} is not
   */
  static Path of(Map<String, String> environment, String system, Path home) {
    Optional<Path> own = folder(environment, "HIBI_CACHE");
    if (own.isPresent()) {
      return own.get();
    }
    String name = system.toLowerCase(Locale.ROOT);
    Optional<Path> xdg = folder(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute);
    Path user = folder(environment, "HOME").orElse(home);
    Path caches = user.resolve(".cache");
    if (xdg.isPresent()) {
      caches = xdg.get();
    } else if (name.startsWith("windows")) {
      caches = folder(environment, "LOCALAPPDATA").orElse(home.resolve("AppData").resolve("Local"));
    } else if (name.startsWith("mac")) {
      caches = user.resolve("Library").resolve("Caches");
    }
    return caches.resolve("hibi");
  }

  private static Optional<Path> folder(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isBlank())
        .map(Path::of);
  }
}
