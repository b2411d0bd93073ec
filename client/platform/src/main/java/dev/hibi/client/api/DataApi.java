package dev.hibi.client.api;

import java.time.Instant;
import java.util.ArrayList;
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
   * Adds a tag, unless the record has it; the other tags stay. The tags are read and written again:
   * of two changes at the same time one may be lost.
   *
   * @return the record as it is then
   */
  default Details addTag(long id, String tag) {
    Details before = get(id);
    if (before.tags().contains(tag)) {
      return before;
    }
    List<String> tags = new ArrayList<>(before.tags());
    tags.add(tag);
    edit(id, Edit.nothing().tags(tags));
    return get(id);
  }

  /**
   * Takes a tag away, if the record has it; the other tags stay. The tags are read and written
   * again: of two changes at the same time one may be lost.
   */
  default void removeTag(long id, String tag) {
    List<String> tags = new ArrayList<>(get(id).tags());
    if (tags.remove(tag)) {
      edit(id, Edit.nothing().tags(tags));
    }
  }

  /**
   * The contract's own call to add a tag, which the server answers and then forgets: {@link
   * #addTag} is what adds one.
   */
  @Route("PUT /data/{id}/tags/{tag}")
  Details putTag(long id, String tag);

  /**
   * The contract's own call to take a tag away, which the server answers and then forgets: {@link
   * #removeTag} is what takes one away.
   */
  @Route("DELETE /data/{id}/tags/{tag}")
  void deleteTag(long id, String tag);

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
   * @param key the file's name again
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

    /**
     * Those that have all of these tags, each of which may be a part of a tag; after an exclamation
     * mark, those that do not have it.
     */
    public Query tags(List<String> tags) {
      return with("tag", tags.toArray());
    }
  }
}
