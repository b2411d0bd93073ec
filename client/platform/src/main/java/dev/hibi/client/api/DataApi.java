package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Data: files under a name, which data sets are made of. */
public interface DataApi {

  /** A page of the tenant's data, the latest first. */
  @Route("GET /data")
  Page<Summary> list(Query query);

  /**
   * All data that a query finds, the latest first; pages are fetched when they are reached.
   *
   * @param query its page number does not count
   */
  default Stream<Summary> stream(Query query) {
    return Paging.stream(page -> list(query.page(page)).items(), query.pageSize(), Summary::id);
  }

  /** Makes a record without files; the upload of files does it by itself. */
  @Route("POST /data")
  Summary create(Create data);

  /** A record with the names of its files and what it was made of. */
  @Route("GET /data/{id}")
  Details get(long id);

  /** Changes a record. */
  @Route("PUT /data/{id}")
  Summary edit(long id, Edit changes);

  /**
   * Deletes a record and its files, and takes it out of the data sets that have it.
   *
   * @throws dev.hibi.client.KamonohashiException.Conflict if one of these data sets is locked, as
   *     it is once a job has used it, or if a preprocessing was made from the record or has made
   *     it; then nothing is deleted
   */
  @Route("DELETE /data/{id}")
  void delete(long id);

  /**
   * Adds a tag, for as long as the call lasts: the platform answers with it and does not keep it.
   * {@link #tag} adds one that stays.
   */
  @Route("PUT /data/{id}/tags/{tag}")
  Details addTag(long id, String tag);

  /**
   * Takes a tag away, for as long as the call lasts: the platform does not keep that. {@link
   * #untag} takes one away for good.
   */
  @Route("DELETE /data/{id}/tags/{tag}")
  void removeTag(long id, String tag);

  /**
   * Adds a tag by an edit; the others stay. What somebody else does to the tags between this call's
   * reading and writing is lost.
   */
  default void tag(long id, String tag) {
    List<String> tags = get(id).tags();
    if (!tags.contains(tag)) {
      edit(id, Edit.nothing().tags(Stream.concat(tags.stream(), Stream.of(tag)).toList()));
    }
  }

  /** Takes a tag away by an edit, as {@link #tag} adds one; nothing if it is not there. */
  default void untag(long id, String tag) {
    List<String> tags = get(id).tags();
    if (tags.contains(tag)) {
      edit(id, Edit.nothing().tags(tags.stream().filter(other -> !other.equals(tag)).toList()));
    }
  }

  /** The files of a record, by name; their sizes are not told. */
  @Route("GET /data/{id}/files?withUrl={withUrl}")
  List<DataFile> files(long id, boolean withUrl);

  /** A file with an address to fetch it from. */
  @Route("GET /data/{id}/files/{name}")
  DataFile file(long id, String name);

  /** A file with its size. */
  @Route("GET /data/{id}/files/{name}/size")
  DataFile fileSize(long id, String name);

  /** Registers files that are in the storage already. */
  @Route("POST /data/{id}/files")
  AddedFiles addFiles(long id, AddFiles files);

  /** Deletes a file. */
  @Route("DELETE /data/{id}/files/{fileId}")
  void deleteFile(long id, long fileId);

  /** All tags that data of the tenant have. */
  @Route("GET /data/datatags")
  List<String> tags();

  /** Deletes the tags that no data have any more. */
  @Route("DELETE /data/datatags")
  void deleteUnusedTags();

  /**
   * Data in a list.
   *
   * @param createdAt empty where the server tells none
   * @param isRaw whether it was uploaded and not made by a preprocessing
   * @param parentDataName what it was made of
   */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      Optional<Long> displayId,
      String name,
      String memo,
      boolean isRaw,
      String parentDataName,
      Optional<Long> parentDataId,
      List<String> tags) {}

  /**
   * Data with what belongs to them.
   *
   * @param parent what they were made of
   * @param children what was made of them
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
      boolean isRaw,
      String parentDataName,
      Optional<Long> parentDataId,
      List<String> tags,
      List<String> fileNames,
      Optional<Summary> parent,
      List<Preprocessed> children) {}

  /** Data that a preprocessing has made. */
  record Preprocessed(
      long id, long inputDataId, String inputDataName, long preprocessId, String preprocessName) {}

  /**
   * A file.
   *
   * @param id of the data
   * @param key in the storage
   * @param url to fetch it from, a day long; empty if it was not asked for
   * @param fileSize bytes; 0 where the server does not tell it
   */
  record DataFile(long id, long fileId, String key, String url, String fileName, long fileSize) {
    /** Without the address, which whoever has it may use. */
    @Override
    public String toString() {
      return "DataFile[" + fileName + "]";
    }
  }

  /** New data. */
  record Create(String name, String memo, List<String> tags) {
    /** Copies the tags. */
    public Create {
      tags = List.copyOf(tags);
    }
  }

  /**
   * Changes of data.
   *
   * @param tags all of them; {@link Change#keep} leaves them alone
   */
  record Edit(Change<String> name, Change<String> memo, Change<List<String>> tags) {
    /** Nothing yet. */
    public static Edit nothing() {
      return new Edit(Change.keep(), Change.keep(), Change.keep());
    }

    /** With this name. */
    public Edit name(String name) {
      return new Edit(Change.to(name), memo, tags);
    }

    /** With this memo. */
    public Edit memo(String memo) {
      return new Edit(name, Change.to(memo), tags);
    }

    /** Without memo. */
    public Edit clearMemo() {
      return new Edit(name, Change.clear(), tags);
    }

    /** With these tags instead of those it has. */
    public Edit tags(List<String> tags) {
      return new Edit(name, memo, Change.to(List.copyOf(tags)));
    }
  }

  /** Files in the storage. */
  record AddFiles(List<StoredFile> files) {
    /** Copies the list. */
    public AddFiles {
      files = List.copyOf(files);
    }
  }

  /**
   * A file in the storage.
   *
   * @param fileName what it is called
   * @param storedPath where the upload has put it
   */
  record StoredFile(String fileName, String storedPath) {}

  /** Files that were registered; their ids are not final, list them again. */
  record AddedFiles(long id, List<DataFile> files) {}

  /** What data are looked for. Immutable. */
  final class Query extends PagedQuery<Query> {
    private Query(Map<String, List<String>> parameters) {
      super(parameters);
    }

    /** All data. */
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

    /** Those of users with such names. */
    public Query createdBy(Filter.Text users) {
      return with("CreatedBy", users);
    }

    /** Those that have all of these tags, each of which may be a part of a tag. */
    public Query tags(List<String> tags) {
      return with("tag", tags.toArray());
    }
  }
}
