package dev.hibi.report;

import dev.hibi.image.ImageDecoding;
import dev.hibi.image.JpegDecoder;
import dev.hibi.image.RgbImage;
import dev.hibi.image.UnreadableImageException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The images that were classified wrong, the worst first: pictures as far as there is room. */
record MistakesSection(Measured measured) implements Section {
  /** Pixels of a picture's longer side. */
  private static final int EDGE = 224;

  private static final int MOST_PICTURES = 120;

  @Override
  public String id() {
    return "wrong";
  }

  @Override
  public Wording title() {
    return ImageWord.WRONG;
  }

  @Override
  public void writeTo(Page page) throws IOException {
    int rows = page.allowance().rows();
    List<Integer> worst = measured.predictions().worstMistakes(rows);
    if (worst.isEmpty()) {
      page.paragraph(page.say(ImageWord.NO_MISTAKES));
      return;
    }
    page.paragraph(page.say(ImageWord.WORST_FIRST, Numbers.count(measured.evaluation().errors())));
    if (measured.overlay().isPresent()) {
      page.note(page.say(ImageWord.MAP_SCALE));
    }
    int drawn = pictures(page, worst);
    if (drawn < worst.size()) {
      list(page, worst.subList(drawn, worst.size()));
    }
    page.more(measured.evaluation().errors() - worst.size());
  }

  /** Draws as many as there is room for; how many that were. */
  private int pictures(Page page, List<Integer> worst) throws IOException {
    Markup out = page.out();
    int drawn = 0;
    for (int sample : worst.subList(0, Math.min(MOST_PICTURES, worst.size()))) {
      Shown shown = show(sample);
      if (!shown.isTaken(page.allowance())) {
        break;
      }
      if (drawn == 0) {
        out.open("ul", "class", "sheet").text("\n");
      }
      figure(page, sample, shown);
      drawn++;
    }
    if (drawn > 0) {
      out.closeLine();
    }
    return drawn;
  }

  /** A picture and its map, or why there is none. */
  private record Shown(
      @Nullable Picture picture, @Nullable Picture map, Optional<String> complaint) {
    boolean isTaken(Allowance allowance) {
      return (picture == null || allowance.take(picture)) && (map == null || allowance.take(map));
    }
  }

  private Shown show(int sample) throws IOException {
    RgbImage image;
    try {
      image =
          new ImageDecoding(JpegDecoder.AUTO, Integer.MAX_VALUE)
              .rgb(measured.images().bytes(sample), () -> measured.images().name(sample));
    } catch (UnreadableImageException e) { // what was read once may have changed
      return new Shown(null, null, Optional.of(String.valueOf(e.getMessage())));
    }
    @Nullable Picture map = null;
    if (measured.overlay().isPresent()) {
      map = Picture.of(measured.overlay().get().over(image), EDGE);
    }
    return new Shown(Picture.of(image, EDGE), map, Optional.empty());
  }

  private void figure(Page page, int sample, Shown shown) {
    Markup out = page.out();
    String name = Names.shown(measured.images().name(sample));
    out.open("li").open("figure").open("div", "class", "pair");
    if (shown.picture() != null) {
      String words = page.say(ImageWord.PICTURE_OF, name, label(sample), called(sample));
      page.picture(shown.picture(), words);
    }
    if (shown.map() != null) {
      page.picture(shown.map(), page.say(ImageWord.MAP_OF, name));
    }
    out.close().open("figcaption").leaf("bdi", name, "class", "name").empty("br");
    out.text(page.say(ImageWord.IS_BUT_CALLED, label(sample), called(sample), probability(sample)));
    if (isUnfamiliar(sample)) {
      out.empty("br").leaf("span", page.say(ImageWord.UNFAMILIAR), "class", "bad");
    }
    shown
        .complaint()
        .ifPresent(
            complaint ->
                out.empty("br")
                    .leaf("span", page.say(ImageWord.NOT_READ, complaint), "class", "bad"));
    out.close().close().closeLine();
  }

  private void list(Page page, List<Integer> samples) {
    Table table =
        Table.of(
            page.say(ImageWord.WITHOUT_PICTURE),
            page.say(PageWord.NAME),
            page.say(ImageWord.TRUE_COLUMN),
            page.say(ImageWord.CALLED_COLUMN),
            "#" + page.say(PageWord.PROBABILITY));
    for (int sample : samples) {
      table.row(
          Cell.name(measured.images().name(sample)),
          Cell.of(label(sample)),
          Cell.of(called(sample)),
          Cell.of(probability(sample)));
    }
    table.writeTo(page.out());
  }

  private String label(int sample) {
    return Names.shown(measured.labels().name(measured.predictions().label(sample)));
  }

  private String called(int sample) {
    return Names.shown(measured.labels().name(measured.predictions().predicted(sample)));
  }

  /** Of what it was called. */
  private String probability(int sample) {
    int called = measured.predictions().predicted(sample);
    return Numbers.percent(measured.predictions().probability(sample, called));
  }

  private boolean isUnfamiliar(int sample) {
    return !measured.predictions().familiarity().isEmpty()
        && measured.predictions().familiarity().get(sample).isUnfamiliar();
  }
}
