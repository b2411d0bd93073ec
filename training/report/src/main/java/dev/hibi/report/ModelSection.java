package dev.hibi.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.model.BankAddition;
import dev.hibi.model.HeadRefit;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.Provenance;
import dev.hibi.training.RunSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a model is, and what was trained on what, as the model tells it. */
record ModelSection(ModelDescription model) implements Section {
  @Override
  public String id() {
    return "model";
  }

  @Override
  public Wording title() {
    return ModelWord.MODEL;
  }

  @Override
  public void writeTo(Page page) {
    Provenance provenance = model.provenance();
    page.out().open("ul", "class", "says");
    sentences(page).forEach(sentence -> page.out().leaf("li", sentence));
    page.out().closeLine();
    Optional<RunSettings> settings = settings(provenance);
    if (settings.isPresent()) {
      data(page, settings.get().data());
      settings(page, settings.get());
      environment(page, settings.get());
    } else {
      asWritten(page, provenance);
    }
  }

  private List<String> sentences(Page page) {
    Provenance provenance = model.provenance();
    String edge = String.valueOf(model.imageSpec().size());
    List<String> sentences = new ArrayList<>();
    sentences.add(
        page.say(
            ModelWord.WHAT,
            model.backbone().id(),
            edge,
            edge,
            Names.shown(String.join(", ", model.labels().names()))));
    sentences.add(page.say(ModelWord.BEGAN, provenance.started()));
    if (provenance.selectedEpoch() > 0) {
      sentences.add(page.say(ModelWord.EPOCH, provenance.selectedEpoch()));
    }
    provenance.refit().ifPresent(refit -> sentences.add(refit(page, refit)));
    for (BankAddition added : provenance.added()) {
      sentences.add(
          page.say(ModelWord.ADDED, Numbers.count(added.images()), Numbers.count(added.rows())));
    }
    return sentences;
  }

  private static String refit(Page page, HeadRefit refit) {
    long images = refit.images().values().stream().mapToLong(count -> count).sum();
    return page.say(
        ModelWord.REFIT,
        Numbers.count(images),
        Names.shown(refit.images().toString()),
        refit.method().id());
  }

  /** Empty of a model of an earlier format. */
  private static Optional<RunSettings> settings(Provenance provenance) {
    try {
      return Optional.of(RunSettings.fromJson(provenance.settings()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void data(Page page, RunSettings.Data data) {
    List<String> columns = new ArrayList<>();
    columns.add(page.say(ModelWord.PART));
    columns.add("#" + page.say(PageWord.IMAGES));
    boolean few = data.labels().size() <= page.allowance().rows();
    if (few) {
      data.labels().names().forEach(label -> columns.add("#" + Names.shown(label)));
    }
    columns.add("#" + page.say(ModelWord.LEFT_OUT));
    columns.add("SHA-256");
    Table table = Table.of(page.say(ModelWord.LEARNED_FROM), columns.toArray(String[]::new));
    row(page, table, ModelWord.TRAINING, data.training(), data, few);
    data.validation()
        .ifPresent(images -> row(page, table, ModelWord.VALIDATION, images, data, few));
    row(page, table, ModelWord.TEST, data.test(), data, few);
    table.writeTo(page.out());
  }

  private static void row(
      Page page,
      Table table,
      Wording name,
      RunSettings.Images images,
      RunSettings.Data data,
      boolean few) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(page.say(name)));
    cells.add(Cell.of(Numbers.count(images.summary().samples())));
    if (few) {
      for (String label : data.labels().names()) {
        int count = images.summary().countPerClass().getOrDefault(label, 0);
        cells.add(Cell.of(Numbers.count(count)));
      }
    }
    cells.add(Cell.of(Numbers.count(images.summary().quarantined())));
    cells.add(Cell.code(images.summary().sha256()));
    table.row(cells.toArray(Cell[]::new));
  }

  private static void settings(Page page, RunSettings settings) {
    Table table = pairs(page, ModelWord.SETTINGS);
    settings.byName().forEach((name, value) -> row(table, name, value.toString()));
    table.writeTo(page.out());
  }

  private static void environment(Page page, RunSettings settings) {
    RunSettings.Environment environment = settings.environment();
    Table table = pairs(page, ModelWord.ENVIRONMENT);
    row(table, "device", environment.device());
    row(table, "computeThreads", String.valueOf(environment.computeThreads()));
    environment.versions().forEach((name, value) -> row(table, name, value));
    for (RunSettings.Change change : settings.changes()) {
      table.row(
          page.say(ModelWord.CHANGED, Numbers.count(change.step())),
          Names.shown(page.say(ModelWord.FROM_TO, change.name(), change.from(), change.to())));
    }
    table.writeTo(page.out());
  }

  private static void asWritten(Page page, Provenance provenance) {
    page.note(page.say(ModelWord.UNREAD_SETTINGS));
    Table table = pairs(page, ModelWord.SETTINGS);
    JsonObject all = JsonParser.parseString(provenance.settings()).getAsJsonObject();
    for (Map.Entry<String, JsonElement> one : all.entrySet()) {
      row(table, one.getKey(), one.getValue().toString());
    }
    table.writeTo(page.out());
  }

  private static Table pairs(Page page, Wording caption) {
    return Table.of(page.say(caption), page.say(ModelWord.SETTING), page.say(PageWord.VALUE));
  }

  private static void row(Table table, String name, String value) {
    table.row(Cell.code(name), Cell.code(value));
  }
}
