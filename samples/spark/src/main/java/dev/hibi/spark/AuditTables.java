package dev.hibi.spark;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * What an audit writes: {@code images} and {@code copies}, folders of Parquet files, and {@code
 * summary.json} when both are whole.
 */
final class AuditTables {
  private static final String IMAGES = "images";
  private static final String COPIES = "copies";
  private static final String SUMMARY = "summary.json";
  private static final int VERSION = 1;

  private static final StructType IMAGE =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("sha256", DataTypes.StringType)
          .add("blank", DataTypes.BooleanType)
          .add("blurred", DataTypes.BooleanType)
          .add("group", DataTypes.StringType)
          .add("error", DataTypes.StringType);

  private static final StructType COPY =
      new StructType()
          .add("first", DataTypes.StringType, false)
          .add("second", DataTypes.StringType, false)
          .add("identical", DataTypes.BooleanType, false)
          .add("form", DataTypes.StringType, false)
          .add("correlation", DataTypes.DoubleType, false)
          .add("acrossInputs", DataTypes.BooleanType, false)
          .add("acrossFolders", DataTypes.BooleanType, false);

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final OutputFolder folder;

  AuditTables(SparkSession spark, String folder) throws IOException {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.folder = new OutputFolder(context.hadoopConfiguration(), folder);
  }

  /**
   * Makes sure that nothing of others is in the folder.
   *
   * @throws IOException if there is, or an audit that has ended
   */
  void claim() throws IOException {
    for (FileStatus file : folder.list()) {
      String name = file.getPath().getName();
      if (!Set.of(IMAGES, COPIES).contains(name)) {
        throw new IOException(
            ("output is not empty: expected an empty folder or an audit that was killed, found %s"
                    + " (%s)")
                .formatted(name, folder));
      }
    }
  }

  /**
   * Writes all of it.
   *
   * @param groups the number of the first image of the group of each image that has a copy
   * @param roots what was given, for telling inputs apart
   */
  ImageAudit.Result write(
      JavaRDD<MeasuredImage> images,
      JavaRDD<CopyPair> copies,
      Map<Long, Long> groups,
      List<String> roots)
      throws IOException {
    JavaPairRDD<Long, MeasuredImage> byId =
        images.mapToPair(image -> new Tuple2<>(image.id(), image));
    JavaPairRDD<Long, String> paths =
        images.mapToPair(image -> new Tuple2<>(image.id(), image.place().path()));
    save(imageRows(byId, paths, groups), IMAGE, IMAGES);
    save(copyRows(copies, paths, roots), COPY, COPIES);
    Set<Long> distinct = new HashSet<>(groups.values());
    var imageTable = spark.read().schema(IMAGE).parquet(folder.child(IMAGES).toString());
    var copyTable = spark.read().schema(COPY).parquet(folder.child(COPIES).toString());
    ImageAudit.Result result =
        new ImageAudit.Result(
            imageTable.count(),
            imageTable.filter("error is not null").count(),
            imageTable.filter("blank").count(),
            imageTable.filter("blurred").count(),
            copyTable.filter("identical").count(),
            copyTable.filter("not identical").count(),
            distinct.size(),
            copyTable.filter("acrossInputs").count(),
            copyTable.filter("acrossFolders").count());
    Gson gson = new GsonBuilder().setPrettyPrinting().create();
    JsonObject summary = new JsonObject();
    summary.addProperty("version", VERSION);
    gson.toJsonTree(result)
        .getAsJsonObject()
        .entrySet()
        .forEach(field -> summary.add(field.getKey(), field.getValue()));
    folder.write(SUMMARY, gson.toJson(summary) + "\n");
    return result;
  }

  private void save(JavaRDD<Row> rows, StructType schema, String name) {
    spark
        .createDataFrame(rows, schema)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder.child(name).toString());
  }

  private JavaRDD<Row> imageRows(
      JavaPairRDD<Long, MeasuredImage> images,
      JavaPairRDD<Long, String> paths,
      Map<Long, Long> groups) {
    List<Tuple2<Long, Long>> members =
        groups.entrySet().stream()
            .map(entry -> new Tuple2<>(entry.getValue(), entry.getKey()))
            .toList();
    JavaPairRDD<Long, String> firsts =
        context
            .parallelizePairs(members)
            .join(paths)
            .mapToPair(pair -> new Tuple2<>(pair._2()._1(), pair._2()._2()));
    return images
        .leftOuterJoin(firsts)
        .sortByKey()
        .values()
        .map(
            pair -> {
              MeasuredImage image = pair._1();
              boolean readable = image.problem().isEmpty();
              return RowFactory.create(
                  image.place().path(),
                  image.sha256().isEmpty() ? null : image.sha256(),
                  readable ? image.isBlank() : null,
                  readable ? image.isBlurred() : null,
                  pair._2().orElse(null),
                  readable ? null : image.problem());
            });
  }

  private static JavaRDD<Row> copyRows(
      JavaRDD<CopyPair> copies, JavaPairRDD<Long, String> paths, List<String> roots) {
    return copies
        .mapToPair(copy -> new Tuple2<>(copy.first(), copy))
        .join(paths)
        .mapToPair(pair -> new Tuple2<>(pair._2()._1().second(), pair._2()))
        .join(paths)
        .values()
        .sortBy(pair -> "%s\n%s".formatted(pair._1()._2(), pair._2()), true, 1)
        .map(pair -> row(pair._1()._1(), pair._1()._2(), pair._2(), roots));
  }

  private static Row row(CopyPair copy, String first, String second, List<String> roots) {
    return RowFactory.create(
        first,
        second,
        copy.identical(),
        copy.form(),
        copy.correlation(),
        !root(first, roots).equals(root(second, roots)),
        !folder(first).equals(folder(second)));
  }

  /** Of inputs within each other the inner one. */
  private static String root(String path, List<String> roots) {
    String best = "";
    for (String root : roots) {
      boolean below =
          path.equals(root) || path.startsWith(root + "/") || path.startsWith(root + "!");
      if (below && root.length() > best.length()) {
        best = root;
      }
    }
    return best;
  }

  /** The name of the folder that directly holds an image. */
  private static String folder(String path) {
    String entry = path.substring(path.lastIndexOf('!') + 1);
    return new Path("/" + entry.replace(':', '_')).getParent().getName();
  }
}
