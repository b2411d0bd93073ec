package dev.hibi.cli.option;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** How commands write JSON. */
public final class JsonText {
  /** Pretty, and with {@code <} as it is. */
  public static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private JsonText() {}
}
