/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes {@code target/conformance/report.txt} and {@code report.html}: each statement with its
 * result. A statement counts as failed if any of its tests fails.
 */
public final class ConformanceReport implements TestExecutionListener {

  private static final String BUILD =
      "build " + System.getProperty("kuralink.build", String.valueOf(System.nanoTime()));

  private enum Verdict {
    NOT_TESTED("not tested"),
    PASSED("passed"),
    FAILED("FAILED");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /** A statement holds if all that was tested of it does. */
    static Verdict worse(Verdict one, Verdict other) {
      return one.compareTo(other) > 0 ? one : other;
    }
  }

  private final Map<String, Verdict> verdicts = new LinkedHashMap<>();

  /** Found by the JUnit platform through its service file. */
  public ConformanceReport() {
    Statements.all().keySet().forEach(id -> verdicts.put(id, Verdict.NOT_TESTED));
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
    for (String id : proves(test)) {
      verdicts.merge(id, passed ? Verdict.PASSED : Verdict.FAILED, Verdict::worse);
    }
  }

  /** Several processes share the tests of one build: the report is of what all of them found. */
  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    Path directory = Path.of("target", "conformance");
    try {
      Files.createDirectories(directory);
      try (FileChannel file = FileChannel.open(directory.resolve("lock"), CREATE, WRITE);
          FileLock held = file.lock()) {
        Path found = directory.resolve("found.txt");
        read(found).forEach((id, verdict) -> verdicts.merge(id, verdict, Verdict::worse));
        write(found);
        Files.writeString(directory.resolve("report.txt"), asText());
        Files.writeString(directory.resolve("report.html"), asHtml());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(BUILD));
    verdicts.forEach((id, verdict) -> lines.add(id + " " + verdict));
    Files.write(file, lines);
  }

  /** Nothing of another build. */
  private static Map<String, Verdict> read(Path file) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.isEmpty() || !lines.get(0).equals(BUILD)) {
      return Map.of();
    }
    Map<String, Verdict> found = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ");
      found.put(words[0], Verdict.valueOf(words[1]));
    }
    return found;
  }

  private static List<String> proves(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(MethodSource.class::cast)
        .flatMap(source -> Optional.ofNullable(source.getJavaMethod()))
        .flatMap(method -> Optional.ofNullable(method.getAnnotation(Proves.class)))
        .map(annotation -> List.of(annotation.value()))
        .orElse(List.of());
  }

  private String asText() {
    StringBuilder text = new StringBuilder();
    Map<String, String> statements = Statements.all();
    verdicts.forEach(
        (id, verdict) ->
            text.append(String.format("%-10s %-8s %s%n", verdict.text, id, statements.get(id))));
    return text.append(summary()).append(System.lineSeparator()).toString();
  }

  private String asHtml() {
    StringBuilder rows = new StringBuilder();
    Map<String, String> statements = Statements.all();
    verdicts.forEach(
        (id, verdict) ->
            rows.append("<tr class=\"")
                .append(verdict)
                .append("\"><td>")
                .append(id)
                .append("</td><td>")
                .append(verdict.text)
                .append("</td><td>")
                .append(escape(statements.getOrDefault(id, "")))
                .append("</td></tr>\n"));
    return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Conformance</title><style>
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em }
        table { border-collapse: collapse } td { padding: .3em .8em; border-bottom: 1px solid #ccc }
        .FAILED { background: #fdd } .NOT_TESTED { color: #777 }
        </style></head><body><h1>Conformance</h1><p>%s</p>
        <table>
        %s</table></body></html>
        """
        .formatted(summary(), rows);
  }

  private String summary() {
    return "%d statements: %d passed, %d failed, %d not tested"
        .formatted(
            verdicts.size(),
            count(Verdict.PASSED),
            count(Verdict.FAILED),
            count(Verdict.NOT_TESTED));
  }

  private long count(Verdict verdict) {
    return verdicts.values().stream().filter(verdict::equals).count();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
