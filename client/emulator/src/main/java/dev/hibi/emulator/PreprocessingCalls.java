package dev.hibi.emulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Collections;
import java.util.List;

/** Preprocessings: programs that make data out of data. */
final class PreprocessingCalls {
  static final String TABLE = "preprocessings";
  static final String HISTORIES = "preprocessHistories";

  private static final String MENU = "Preprocess";
  private static final List<String> RESOURCES = List.of("cpu", "memory", "gpu");

  private final Records records;

  PreprocessingCalls(Records records) {
    this.records = records;
  }

  void addTo(Routes routes) {
    routes
        .add("GET /preprocessings", MENU, this::list)
        .add("POST /preprocessings", MENU, this::create)
        .add("GET /preprocessings/{id}", MENU, call -> Reply.ok(details(find(call, call.id()))))
        .add("PATCH /preprocessings/{id}", MENU, this::edit)
        .add("PUT /preprocessings/{id}", MENU, this::replace)
        .add("DELETE /preprocessings/{id}", MENU, this::delete);
  }

  JsonObject find(Call call, long id) {
    return records
        .find(TABLE, id)
        .filter(one -> one.get("tenantId").getAsLong() == call.caller().tenantId())
        .orElseThrow(() -> ApiFailure.notFound("Preprocessing ID " + id + " is not found."));
  }

  private Reply list(Call call) {
    List<JsonObject> all = records.all(TABLE);
    all.removeIf(one -> one.get("tenantId").getAsLong() != call.caller().tenantId());
    Collections.reverse(all);
    Filters filters =
        new Filters(call, all)
            .id("Id", one -> List.of(one.get("id").getAsLong()))
            .text("Name", one -> Records.text(one, "name"))
            .time("CreatedAt", "createdAt")
            .text("Memo", one -> Records.text(one, "memo"));
    return filters.page(PreprocessingCalls::summary, filters.items().size());
  }

  private static JsonObject summary(JsonObject one) {
    return Records.view(
        one,
        "createdBy",
        "createdAt",
        "modifiedBy",
        "modifiedAt",
        "id",
        "name",
        "memo",
        "cpu",
        "memory",
        "gpu");
  }

  private JsonObject details(JsonObject one) {
    JsonObject view = summary(one);
    view.add("gitModel", hasSource(one) ? TrainingViews.source(one) : JsonNull.INSTANCE);
    view.add("containerImage", hasImage(one) ? TrainingViews.image(one) : JsonNull.INSTANCE);
    view.add("entryPoint", one.get("entryPoint"));
    view.addProperty("isLocked", isUsed(one.get("id").getAsLong()));
    return view;
  }

  private static boolean hasSource(JsonObject one) {
    return !Records.text(one.getAsJsonObject("gitModel"), "repository").isEmpty();
  }

  static boolean hasImage(JsonObject one) {
    return one.get("containerImage") instanceof JsonObject image
        && !Records.text(image, "image").isEmpty()
        && !Records.text(image, "tag").isEmpty();
  }

  private boolean isUsed(long id) {
    return records.all(HISTORIES).stream()
        .anyMatch(history -> history.get("preprocessId").getAsLong() == id);
  }

  private Reply create(Call call) {
    JsonObject body = call.body();
    call.required(body, "name");
    JsonObject one = records.create(TABLE, call.caller());
    describe(one, body);
    return Reply.created(summary(one));
  }

  private static void describe(JsonObject one, JsonObject body) {
    one.addProperty("name", Records.text(body, "name"));
    one.addProperty("memo", Records.text(body, "memo"));
    one.addProperty("entryPoint", Records.text(body, "entryPoint"));
    one.add("containerImage", body.get("containerImage"));
    one.add("gitModel", body.get("gitModel") instanceof JsonObject git ? git : new JsonObject());
    for (String field : RESOURCES) {
      JsonElement value = body.get(field);
      one.add(field, value instanceof JsonPrimitive ? value : new JsonPrimitive(0));
    }
  }

  private Reply edit(Call call) {
    JsonObject one = find(call, call.id());
    JsonObject body = call.body();
    if (body.get("name") instanceof JsonPrimitive name && name.getAsString().isBlank()) {
      throw ApiFailure.badRequest("A name of Preprocessing is NOT allowed to set empty string.");
    }
    Call.edit(one, body, "name");
    Call.edit(one, body, "memo");
    for (String field : RESOURCES) {
      if (body.get(field) instanceof JsonPrimitive number) {
        one.add(field, number);
      }
    }
    Records.modified(one, call.caller());
    return Reply.ok(summary(one));
  }

  private void refuseIfUsed(long id) {
    if (isUsed(id)) {
      throw ApiFailure.conflict("Preprocessing ID " + id + " is already executed.");
    }
  }

  private Reply replace(Call call) {
    JsonObject one = find(call, call.id());
    JsonObject body = call.body();
    call.required(body, "name");
    refuseIfUsed(call.id());
    describe(one, body);
    Records.modified(one, call.caller());
    return Reply.ok(summary(one));
  }

  private Reply delete(Call call) {
    find(call, call.id());
    refuseIfUsed(call.id());
    records.remove(TABLE, call.id());
    return Reply.empty(204);
  }
}
