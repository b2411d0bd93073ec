package dev.hibi.cli.tensorboard;

import java.text.Normalizer;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/**
 * A pattern for names: {@code *} stands for any text, also with slashes, {@code ?} for one
 * character. Accents may be composed or apart.
 *
 * @param text as it was given
 * @param pattern the same for the JDK
 */
record Glob(String text, Pattern pattern) {
  static final Glob ANY = of("*");

  static Glob of(String text) {
    StringBuilder regex = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
              }
            });
    return new Glob(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  boolean matches(String name) {
    return pattern.matcher(Normalizer.normalize(name, Normalizer.Form.NFC)).matches();
  }

  @Override
  public String toString() {
    return text;
  }

  /** For options. */
  static final class Converter implements ITypeConverter<Glob> {
    @Override
    public Glob convert(String text) {
      return of(text);
    }
  }
}
