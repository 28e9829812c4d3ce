/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.ota;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Compares the firmware download with digest with {@code curl | sha256sum}, from the same server in
 * the same run, alternating; also measures its heap.
 */
final class FirmwareDownload {

  private static final int ROUNDS = 5;
  private static final int WARM_UP = 64;
  private static final double MEBIBYTE = 1 << 20;

  private final Path directory;
  private final Path pem;
  private final List<Process> processes = new ArrayList<>();

  private FirmwareDownload(Path directory) {
    this.directory = directory;
    this.pem = directory.resolve("server.pem");
  }

  /** Arguments: a directory, and how many mebibytes the file has. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    new FirmwareDownload(directory).run(Integer.parseInt(arguments[1]));
  }

  private void run(int mebibytes) throws IOException, InterruptedException {
    try {
      Process server = java(List.of(), FileServerProcess.class, keyStore().toString());
      String base = "https://localhost:" + server.inputReader().readLine() + "/";
      Process ours =
          java(
              List.of("-XX:+UseSerialGC", "-Xmn2m", "-Xmx32m"),
              DownloadProcess.class,
              pem.toString(),
              directory.resolve("firmware").toString());
      measure(ours, base + WARM_UP, WARM_UP);
      long[] curl = new long[ROUNDS];
      long[] own = new long[ROUNDS];
      long heap = 0;
      for (int i = 0; i < ROUNDS; i++) {
        long[] round = measure(ours, base + mebibytes, mebibytes);
        curl[i] = round[0];
        own[i] = round[1];
        heap = Math.max(heap, round[2]);
      }
      report(mebibytes, curl, own, heap);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private static void report(int mebibytes, long[] curl, long[] own, long heap) {
    Arrays.sort(curl);
    Arrays.sort(own);
    long curlMedian = curl[ROUNDS / 2];
    long ownMedian = own[ROUNDS / 2];
    System.out.printf(
        "firmware download, %d MiB over TLS with SHA-256, median of %d:%n", mebibytes, ROUNDS);
    System.out.printf("  curl | sha256sum   %6.0f MiB/s%n", mebibytes / (curlMedian / 1e9));
    System.out.printf("  kuralink, to disk  %6.0f MiB/s%n", mebibytes / (ownMedian / 1e9));
    System.out.printf("  ratio              %6.2f%n", (double) curlMedian / ownMedian);
    System.out.printf("  heap above idle    %6.2f MiB at the peak%n", heap / MEBIBYTE);
  }

  /** One after the other: nanoseconds of curl, nanoseconds of ours, bytes of heap. */
  private long[] measure(Process ours, String address, int mebibytes)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    String digest = curl(address);
    long nanos = System.nanoTime() - begun;
    ours.outputWriter().write(address + " " + ((long) mebibytes << 20) + " " + digest + "\n");
    ours.outputWriter().flush();
    String line = ours.inputReader().readLine();
    if (line == null) {
      throw new IllegalStateException("the download failed; see above");
    }
    String[] answer = line.split(" ");
    return new long[] {nanos, Long.parseLong(answer[0]), Long.parseLong(answer[1])};
  }

  private String curl(String address) throws IOException, InterruptedException {
    List<Process> pipeline =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder("curl", "-sS", "--fail", "--cacert", pem.toString(), address)
                    .redirectError(ProcessBuilder.Redirect.INHERIT),
                new ProcessBuilder("sha256sum").redirectError(ProcessBuilder.Redirect.INHERIT)));
    Process last = pipeline.get(1);
    try (BufferedReader out = last.inputReader(StandardCharsets.US_ASCII)) {
      String digest = out.readLine().split(" ")[0];
      for (Process process : pipeline) {
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
          throw new IllegalStateException("curl | sha256sum failed");
        }
      }
      return digest;
    }
  }

  private Path keyStore() throws IOException, InterruptedException {
    Path store = directory.resolve("server.p12");
    Files.deleteIfExists(store);
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String password = FileServerProcess.PASSWORD;
    List<String> common =
        List.of("-keystore", store.toString(), "-storepass", password, "-alias", "server");
    List<String> make =
        List.of(
            "-genkeypair",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "10");
    run(tool, make, common);
    run(tool, List.of("-exportcert", "-rfc", "-file", pem.toString()), common);
    return store;
  }

  private static void run(String tool, List<String> words, List<String> more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tool));
    command.addAll(words);
    command.addAll(more);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + output);
    }
  }

  private Process java(List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    return process;
  }
}
