/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.ota.wire.Order;
import org.kuralink.store.Medium;
import org.kuralink.store.RecordFile;

/**
 * The steps of updates in a file, one a line, each complete in itself: the last whole line is where
 * things stand. A line is on disk when {@link #append} returns. Not safe for use by several
 * threads.
 */
public final class Journal implements Closeable {

  /** How many steps a person can look back, at least. */
  private static final int KEPT = 100;

  private static final int MOST = 300;
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  private final RecordFile file;
  private final Clock clock;
  private final List<Line> lines = new ArrayList<>();

  private Journal(RecordFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Opens a journal, which need not exist yet. */
  public static Journal open(Path file, Clock clock) throws IOException {
    return open(Medium.disk(), file, clock);
  }

  /** The same on a medium. */
  static Journal open(Medium medium, Path path, Clock clock) throws IOException {
    RecordFile file = new RecordFile(medium, path, MAX_BYTES);
    Journal journal = new Journal(file, clock);
    for (String text : file.read()) {
      LineForm.read(text).ifPresent(journal.lines::add);
    }
    return journal;
  }

  /** Where things stand. */
  public Situation situation() {
    return lines.isEmpty() ? Situation.INITIAL : lines.get(lines.size() - 1).situation();
  }

  /** The steps, oldest first. */
  public List<JournalEntry> entries() {
    return lines.stream().map(Line::entry).toList();
  }

  /** Adds a step; when this returns it survives a power cut. */
  public void append(Situation situation, String detail) throws IOException {
    long number = lines.isEmpty() ? 1 : lines.get(lines.size() - 1).entry().number() + 1;
    String order = situation.order().map(Order::toString).orElse("");
    Line line =
        new Line(
            new JournalEntry(number, clock.instant(), situation.state(), order, detail), situation);
    if (lines.size() >= MOST) {
      shorten(line);
    } else {
      file.append(LineForm.write(line), true);
    }
    lines.add(line);
  }

  /** Starts the file anew with the last lines and one more. */
  private void shorten(Line last) throws IOException {
    List<Line> kept = new ArrayList<>(lines.subList(lines.size() - KEPT, lines.size()));
    file.replace(Stream.concat(kept.stream(), Stream.of(last)).map(LineForm::write).toList());
    lines.clear();
    lines.addAll(kept);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** A step, for people and in full. */
  record Line(JournalEntry entry, Situation situation) {}
}
