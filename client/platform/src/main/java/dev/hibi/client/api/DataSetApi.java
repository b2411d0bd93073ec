package dev.hibi.client.api;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Data sets: data by type ({@code training}, {@code testing}, {@code validation}), or flat. A data
 * set is locked as soon as a training or an inference uses it.
 */
public interface DataSetApi {

  /** A page of the tenant's data sets, the latest first. */
  @Route("GET /datasets")
  Page<Summary> list(Query query);

  /**
   * All data sets that a query finds, the latest first; pages are fetched when they are reached.
   *
   * @param query its page number does not count
   */
  default Stream<Summary> stream(Query query) {
    return Paging.stream(page -> list(query.page(page)).items(), query.pageSize(), Summary::id);
  }

  /**
   * Makes a data set.
   *
   * @throws dev.hibi.client.KamonohashiException.NotFound if a type or data are not there
   */
  @Route("POST /datasets")
  Summary create(Create dataSet);

  /** A data set with its data. */
  @Route("GET /datasets/{id}")
  Details get(long id);

  /** Changes name and memo, also of a data set that is locked. */
  @Route("PATCH /datasets/{id}")
  Summary edit(long id, Edit changes);

  /**
   * Gives a data set other data.
   *
   * @throws dev.hibi.client.KamonohashiException.Conflict if it is locked
   */
  @Route("PUT /datasets/{id}")
  Summary replaceEntries(long id, Entries entries);

  /**
   * Deletes a data set, not its data.
   *
   * @throws dev.hibi.client.KamonohashiException.Conflict if it is locked
   */
  @Route("DELETE /datasets/{id}")
  void delete(long id);

  /** The files of all its data. */
  @Route("GET /datasets/{id}/files?withUrl={withUrl}")
  Files files(long id, boolean withUrl);

  /** Where a container finds each file, and where the storage has it. */
  @Route("GET /datasets/{id}/pathpairs")
  List<PathPair> pathPairs(long id);

  /** The types that a data set may have. */
  @Route("GET /datatypes")
  List<DataType> dataTypes();

  /** A data set in a list. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      Optional<Long> displayId,
      String name,
      String memo,
      boolean isFlat) {}

  /**
   * A data set with its data.
   *
   * @param entries by type, all of the tenant's types; empty if it is flat
   * @param flatEntries empty if it is not flat
   * @param isLocked whether something uses it, so that its data cannot change
   */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      Optional<Long> displayId,
      String name,
      String memo,
      boolean isFlat,
      Map<String, List<DataApi.Summary>> entries,
      List<DataApi.Summary> flatEntries,
      boolean isLocked) {}

  /** A data set with the files of its data. */
  record Files(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      Optional<Long> displayId,
      String name,
      String memo,
      boolean isFlat,
      List<TypedFiles> entries,
      List<DataApi.DataFile> flatEntries) {}

  /** The files of one type. */
  record TypedFiles(String type, List<DataApi.DataFile> files) {}

  /**
   * A file of a data set.
   *
   * @param dataPath below {@code /kqi/input} of a container
   * @param storedPath in the storage
   */
  record PathPair(String dataPath, String storedPath) {}

  /** A type of data. */
  record DataType(long id, String name) {}

  /** Data in a data set, by their id. */
  record Entry(long id) {}

  /**
   * A new data set.
   *
   * @param entries by type
   * @param flatEntries those of a flat one
   */
  record Create(
      String name,
      String memo,
      boolean isFlat,
      Map<String, List<Entry>> entries,
      List<Entry> flatEntries) {
    /** Copies the entries. */
    public Create {
      entries = copy(entries);
      flatEntries = List.copyOf(flatEntries);
    }

    /** Of data ids by type. */
    public static Create typed(String name, Map<String, List<Long>> dataIds) {
      return new Create(name, "", false, entriesOf(dataIds), List.of());
    }

    /** Of data ids without types. */
    public static Create flat(String name, List<Long> dataIds) {
      return new Create(name, "", true, Map.of(), dataIds.stream().map(Entry::new).toList());
    }

    /** With a memo. */
    public Create memo(String memo) {
      return new Create(name, memo, isFlat, entries, flatEntries);
    }
  }

  /** Changes of a data set's name and memo. */
  record Edit(Change<String> name, Change<String> memo) {
    /** Nothing yet. */
    public static Edit nothing() {
      return new Edit(Change.keep(), Change.keep());
    }

    /** With this name. */
    public Edit name(String name) {
      return new Edit(Change.to(name), memo);
    }

    /** With this memo. */
    public Edit memo(String memo) {
      return new Edit(name, Change.to(memo));
    }

    /** Without memo. */
    public Edit clearMemo() {
      return new Edit(name, Change.clear());
    }
  }

  /** Other data for a data set; whether it is flat does not change. */
  record Entries(
      Change<String> name,
      Change<String> memo,
      Map<String, List<Entry>> entries,
      List<Entry> flatEntries) {
    /** Copies the entries. */
    public Entries {
      entries = copy(entries);
      flatEntries = List.copyOf(flatEntries);
    }

    /** Data ids by type. */
    public static Entries typed(Map<String, List<Long>> dataIds) {
      return new Entries(Change.keep(), Change.keep(), entriesOf(dataIds), List.of());
    }

    /** Data ids of a flat data set. */
    public static Entries flat(List<Long> dataIds) {
      List<Entry> all = dataIds.stream().map(Entry::new).toList();
      return new Entries(Change.keep(), Change.keep(), Map.of(), all);
    }
  }

  private static Map<String, List<Entry>> entriesOf(Map<String, List<Long>> dataIds) {
    Map<String, List<Entry>> entries = new TreeMap<>();
    dataIds.forEach((type, ids) -> entries.put(type, ids.stream().map(Entry::new).toList()));
    return entries;
  }

  private static Map<String, List<Entry>> copy(Map<String, List<Entry>> entries) {
    Map<String, List<Entry>> sorted = new TreeMap<>();
    entries.forEach((type, data) -> sorted.put(type, List.copyOf(data)));
    return Collections.unmodifiableMap(sorted);
  }

  /** What data sets are looked for. Immutable. */
  final class Query extends PagedQuery<Query> {
    private Query(Map<String, List<String>> parameters) {
      super(parameters);
    }

    /** All data sets. */
    public static Query all() {
      return new Query(Map.of());
    }

    @Override
    Query of(Map<String, List<String>> parameters) {
      return new Query(parameters);
    }

    /** Those with these ids. */
    public Query id(Filter.Id ids) {
      return with("Id", ids);
    }

    /** Those with such names. */
    public Query name(Filter.Text names) {
      return with("Name", names);
    }

    /** Those with such memos. */
    public Query memo(Filter.Text memos) {
      return with("Memo", memos);
    }

    /** Those made then. */
    public Query createdAt(Filter.Time times) {
      return with("CreatedAt", times);
    }
  }
}
