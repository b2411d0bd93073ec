package dev.hibi.cli.kqi;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Another name, another memo: what may be changed of everything. */
final class EditOptions {
  @Option(names = "--name", description = "Another name.")
  private @Nullable String name;

  @Option(names = "--memo", description = "Another memo.")
  private @Nullable String memo;

  @Option(names = "--clear-memo", description = "No memo any more.")
  private boolean clearMemo;

  /** Whether it is a favourite. */
  static final class Favorite {
    @Option(
        names = "--favorite",
        negatable = true,
        description = "Among the favourites, or no more.")
    private @Nullable Boolean favorite;

    boolean isSaid() {
      return favorite != null;
    }

    /** An edit with what was said. */
    <E> E apply(E edit, BiFunction<E, Boolean, E> by) {
      return favorite == null ? edit : by.apply(edit, favorite);
    }
  }

  /** Whether there is something to change. */
  boolean isSaid() {
    return name != null || memo != null || clearMemo;
  }

  /** An edit with what was said. */
  <E> E apply(
      Platform platform,
      E nothing,
      BiFunction<E, String, E> byName,
      BiFunction<E, String, E> byMemo,
      UnaryOperator<E> withoutMemo) {
    if (memo != null && clearMemo) {
      throw platform.wrong("unclear memo: expected one of --memo and --clear-memo, found both");
    }
    if (name != null && name.isBlank()) {
      throw platform.wrong("bad name: expected a text, found '%s'".formatted(name));
    }
    E edit = name == null ? nothing : byName.apply(nothing, name);
    edit = memo == null ? edit : byMemo.apply(edit, memo);
    return clearMemo ? withoutMemo.apply(edit) : edit;
  }

  /** Refuses a command that changes nothing. */
  static void require(Platform platform, boolean said) {
    if (!said) {
      throw platform.wrong("nothing to change: expected an option that says what, found none");
    }
  }
}
