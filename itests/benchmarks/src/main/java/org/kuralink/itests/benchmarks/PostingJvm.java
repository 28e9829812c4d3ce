/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Controls a {@link PostingProcess} from the outside. */
final class PostingJvm implements AutoCloseable {

  private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");

  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  /** The processor time of a process so far, or of a post, in microseconds. */
  record Cost(double work, double compiler) {

    /** What has come since, for each of so many. */
    Cost since(Cost before, int posts) {
      return new Cost((work - before.work) / posts, (compiler - before.compiler) / posts);
    }
  }

  private PostingJvm(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts, and waits until it can post. */
  static PostingJvm start(PostingProcess.Task task) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-Dkuralink.bundles=" + System.getProperty("kuralink.bundles"),
                "-cp",
                System.getProperty("java.class.path"),
                PostingProcess.class.getName()));
    command.addAll(task.words());
    PostingJvm jvm =
        new PostingJvm(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    try {
      jvm.expect(PostingProcess.READY);
      return jvm;
    } catch (IOException e) {
      jvm.close();
      throw e;
    }
  }

  /**
   * Posts.
   *
   * @param perSecond 0 for as many as can be
   * @param window how many in flight
   * @return nanoseconds from the first post to the last reply
   */
  long run(int posts, int perSecond, int window) throws IOException {
    orders.write(posts + " " + perSecond + " " + window + "\n");
    orders.flush();
    return Long.parseLong(expect(PostingProcess.DONE).split(" ")[1]);
  }

  /** Skips what the log says. */
  private String expect(String word) throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith(word)) {
      line = answers.readLine();
    }
    if (line == null) {
      throw new IOException("the posting process ended before it said " + word);
    }
    return line;
  }

  /** As the operating system accounts it. */
  Cost used() throws IOException {
    double all = process.info().totalCpuDuration().orElseThrow().toNanos() / 1e3;
    double compiler = compiler();
    return new Cost(all - compiler, compiler);
  }

  /** Where the system tells it of each thread; nothing elsewhere. */
  private double compiler() throws IOException {
    Path threads = Path.of("/proc", String.valueOf(process.pid()), "task");
    double micros = 0;
    if (Files.isDirectory(threads)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
        for (Path thread : all) {
          micros += COMPILER.matcher(read(thread, "comm")).lookingAt() ? nanos(thread) / 1e3 : 0;
        }
      }
    }
    return micros;
  }

  private static double nanos(Path thread) {
    return Double.parseDouble("0" + read(thread, "schedstat").split(" ")[0]);
  }

  /** Nothing of a thread that has just ended. */
  private static String read(Path thread, String what) {
    try {
      return Files.readString(thread.resolve(what));
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    orders.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    answers.close();
  }
}
