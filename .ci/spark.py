#!/usr/bin/env python3
"""Scores and audits images by Spark's own scripts: spark.py OUT_DIR MODEL TRAIN_ZIP TEST_ZIP [S3_JARS_DIR]

With the jars of samples/spark/target, as docs/spark.md has it: on local[2], beside the answers of `hibi predict`;
on a standalone master with two workers, of which an executor is killed, then the driver; from and to an object
storage (moto's S3 server on the loopback; skipped without S3_JARS_DIR, a folder with hadoop-aws and the SDK that
it needs); and an audit in which copies were planted. Needs pyspark and, for S3, moto[server].
"""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile

import pyspark
from pyspark.sql import SparkSession

from tensorboard_check import CheckFailed

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOME = pathlib.Path(pyspark.__file__).parent
TARGET = ROOT / "samples" / "spark" / "target"
ENVIRONMENT = {**os.environ, "SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
SECONDS = 240


def require(what, expected, found):
    if found != expected:
        raise CheckFailed(f"{what}: expected {expected}, found {found}")
    print(f"{what}: {found}")


def submit(program, *arguments, master="local[2]", conf=(), jars=()):
    program_jar, = [jar for jar in TARGET.glob("hibi-spark-*.jar") if not re.search("-(sources|javadoc)", jar.name)]
    libraries = sorted((TARGET / "lib").glob("*.jar")) + list(jars)
    command = [HOME / "bin" / "spark-submit", "--master", master, "--jars", ",".join(map(str, libraries))]
    for setting in ("spark.ui.enabled=false", "spark.executor.extraJavaOptions=-Dai.djl.offline=true", *conf):
        command += ["--conf", setting]
    command += ["--class", f"dev.hibi.spark.{program}", program_jar, *arguments]
    return [str(each) for each in command]


def run(command, **environment):
    done = subprocess.run(command, env={**ENVIRONMENT, **environment}, capture_output=True, text=True, timeout=SECONDS)
    if done.returncode != 0:
        raise CheckFailed(f"{command[-3:]}: expected exit code 0, found {done.returncode}:\n{done.stderr[-3000:]}")
    return dict(line.split(None, 1) for line in done.stdout.splitlines() if line[:1].strip())


def rows(spark, folder):
    return spark.read.parquet(str(folder)).collect()


def images(archive):
    with zipfile.ZipFile(archive) as entries:
        return [name for name in entries.namelist() if name.lower().endswith((".jpg", ".png"))]


@contextlib.contextmanager
def process(*command, log, **environment):
    with open(log, "w") as out:
        started = subprocess.Popen(
            [str(each) for each in command], stdout=out, stderr=subprocess.STDOUT, env={**ENVIRONMENT, **environment}
        )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, what):
    deadline = time.monotonic() + SECONDS
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise CheckFailed(f"{what}: expected it within {SECONDS} s")
        time.sleep(0.05)
    return found


def answers_on(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def executors():
    """The processes of executors, of whatever worker."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and b"CoarseGrainedExecutorBackend" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def check_local(out, spark, model, test):
    told = run(submit("ScoreImages", "--model", model, "--output", out / "local", test))
    require("local[2], images", f"{len(images(test)):,}", told["images"])
    predicted = json.loads(
        subprocess.run(
            [ROOT / "hibi", "predict", "--model", model, "--precision", "fp32", "--json", test],
            check=True, capture_output=True, text=True,
        ).stdout
    )
    scored = {row.path.removeprefix("file:"): row for row in rows(spark, out / "local")}
    require("local[2], paths that predict has, too", True, set(scored) == {str(each["path"]) for each in predicted})
    worst = max(abs(scored[each["path"]].probability - each["probabilities"][each["label"]]) for each in predicted)
    require("local[2], labels that predict gives, too", True, all(scored[e["path"]].label == e["label"] for e in predicted))
    if worst > 1e-4:
        raise CheckFailed(f"probabilities: expected those of predict within 1e-4, found {worst} between them")
    print(f"probabilities: within {worst:.1e} of those of predict")


def once(spark, folder, count, what):
    table = spark.read.parquet(str(folder))
    require(f"{what}, rows", count, table.count())
    require(f"{what}, images among them", count, table.select("path").distinct().count())
    require(f"{what}, errors", 0, table.filter("error is not null").count())


def check_standalone(out, spark, model, train):
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    starter = HOME / "bin" / "spark-class"
    count = len(images(train))

    def job(folder):
        return submit(
            "ScoreImages", "--model", model, "--output", folder, "--images-per-task", "100", train,
            master=master, conf=("spark.executor.memory=1g", "spark.executor.cores=1"),
        )

    with contextlib.ExitStack() as stack:
        stack.enter_context(
            process(starter, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", port,
                    "--webui-port", free_port(), log=out / "master.log"))
        until(lambda: answers_on(port), "the master")
        for worker in (1, 2):
            stack.enter_context(
                process(starter, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1",
                        "--memory", "2g", "--webui-port", free_port(), "--work-dir", out / f"work{worker}", master,
                        log=out / f"worker{worker}.log"))

        folder = out / "killed-executor"
        driver = stack.enter_context(process(*job(folder), log=out / "killed-executor.log"))
        until(lambda: list(folder.glob("*.parquet")), "a first file of rows")
        os.kill(executors()[0], signal.SIGKILL)
        require("exit code after an executor was killed", 0, driver.wait(SECONDS))
        once(spark, folder, count, "an executor killed")

        folder = out / "killed-driver"
        driver = stack.enter_context(process(*job(folder), log=out / "killed-driver.log"))
        until(lambda: list(folder.glob("*.parquet")), "a first file of rows")
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        until(lambda: not executors(), "the end of the executors")
        left = spark.read.parquet(str(folder)).count()
        if not 0 < left < count:
            raise CheckFailed(f"rows of a killed job: expected 1 to {count - 1}, found {left}")
        told = run(job(folder))
        require("a killed job's rows that the next one knew", f"{left:,}", told["known"].split(",  ")[0].rsplit(", ", 1)[0])
        once(spark, folder, count, "the driver killed, then run again")


def check_s3(out, model, test, jars):
    import boto3

    port = free_port()
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    server = pathlib.Path(sys.executable).parent / "moto_server"
    with process(server, "-H", "127.0.0.1", "-p", port, log=out / "s3.log"):
        until(lambda: answers_on(port), "the S3 server")
        endpoint = f"http://127.0.0.1:{port}"
        s3 = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1",
                          aws_access_key_id="a", aws_secret_access_key="b")
        s3.create_bucket(Bucket="site")
        for file in pathlib.Path(model).iterdir():
            s3.upload_file(str(file), "site", f"model/{file.name}")
        s3.upload_file(str(test), "site", "photos/test.zip")
        with zipfile.ZipFile(test) as entries:
            for name in images(test)[:20]:
                s3.put_object(Bucket="site", Key=f"photos/loose/{name}", Body=entries.read(name))
        command = submit(
            "ScoreImages", "--model", "s3a://site/model", "--output", "s3a://site/scores", "s3a://site/photos",
            conf=(f"spark.hadoop.fs.s3a.endpoint={endpoint}", "spark.hadoop.fs.s3a.path.style.access=true"), jars=jars,
        )
        count = f"{len(images(test)) + 20:,}"
        require("S3, images", count, run(command, **keys)["images"])
        require("S3, known the second time", count + ", scored before", run(command, **keys)["known"])
        found = [each["Key"] for each in s3.list_objects_v2(Bucket="site", Prefix="scores/")["Contents"]]
        require("S3, what is left besides rows", ["scores/_SUCCESS", "scores/_scoring.json"],
                [key for key in found if not key.endswith(".parquet")])


def check_kubernetes_form():
    """The guide's command, as spark-submit takes it apart; there is no cluster to run it."""
    guide = (ROOT / "docs" / "spark.md").read_text(encoding="utf-8")
    command = re.search(r"```\n(spark-submit --master k8s://.*?)```", guide, re.DOTALL)[1].replace("\\\n", " ")
    words = command.replace("https://HOST:6443", "https://127.0.0.1:1").split()
    words[0] = str(HOME / "bin" / "spark-submit")
    said = subprocess.run([*words[:1], "--verbose", *words[1:]], env=ENVIRONMENT, capture_output=True, text=True,
                          timeout=SECONDS)
    for line in (r"deployMode +cluster", r"mainClass +dev\.hibi\.spark\.ScoreImages",
                 r"primaryResource +local:///opt/hibi/hibi-spark\.jar",
                 r"Main class:\n *org\.apache\.spark\.deploy\.k8s\.submit\.KubernetesClientApplication"):
        require(f"Kubernetes, '{line}'", True, bool(re.search(line, said.stderr + said.stdout)))


def check_audit(out, spark, train, test):
    leaks = images(test)[:5]
    planted = out / "planted"
    planted.mkdir()
    with zipfile.ZipFile(test) as entries:
        for i, name in enumerate(leaks):
            (planted / f"{i}.jpg").write_bytes(entries.read(name))
    told = run(submit("AuditImages", "--output", out / "audit", test, planted))
    require("audit, images", f"{len(images(test)) + 5:,}", told["images"])
    found = [row for row in rows(spark, out / "audit" / "copies") if row.identical]
    require("audit, planted copies", len(leaks), sum(row.acrossInputs for row in found))


def main():
    out, model, train, test = map(pathlib.Path, sys.argv[1:5])
    jars = sorted(pathlib.Path(sys.argv[5]).glob("*.jar")) if len(sys.argv) > 5 else []
    out.mkdir(parents=True)
    spark = (
        SparkSession.builder.master("local[1]").config("spark.ui.enabled", False)
        .config("spark.sql.shuffle.partitions", 2).config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1").getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    try:
        check_local(out, spark, model, test)
        check_standalone(out, spark, model, train)
        check_audit(out, spark, train, test)
        check_kubernetes_form()
        if jars:
            check_s3(out, model, test, jars)
        else:
            print("ci: skipped: scores in an object storage: expected the jars of hadoop-aws, found none")
    finally:
        spark.stop()


if __name__ == "__main__":
    try:
        main()
    except CheckFailed as e:
        sys.exit(f"spark.py: {e}")
