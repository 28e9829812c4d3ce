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
import java.util.Optional;
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
  private Situation situation = Situation.INITIAL;
  private long number;
  private int count;

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
    Journal journal = new Journal(new RecordFile(medium, path, MAX_BYTES), clock);
    for (Line line : journal.lines()) {
      journal.situation = line.situation();
      journal.number = line.entry().number();
      journal.count++;
    }
    return journal;
  }

  private List<Line> lines() throws IOException {
    return file.read().stream().map(LineForm::read).flatMap(Optional::stream).toList();
  }

  /** Where things stand. */
  public Situation situation() {
    return situation;
  }

  /** The steps, oldest first, as they stand on the disk; any thread may ask. */
  public List<JournalEntry> entries() throws IOException {
    return lines().stream().map(Line::entry).toList();
  }

  /** Adds a step; when this returns it survives a power cut. */
  public void append(Situation next, String detail) throws IOException {
    String order = next.order().map(Order::toString).orElse("");
    JournalEntry entry = new JournalEntry(number + 1, clock.instant(), next.state(), order, detail);
    String text = LineForm.write(new Line(entry, next));
    if (count >= MOST) {
      shorten(text);
    } else {
      file.append(text, true);
    }
    situation = next;
    number++;
    count++;
  }

  /** Starts the file anew with the last lines and one more. */
  private void shorten(String last) throws IOException {
    List<String> all = file.read();
    List<String> kept = new ArrayList<>(all.subList(Math.max(0, all.size() - KEPT), all.size()));
    kept.add(last);
    file.replace(kept);
    count = kept.size() - 1;
  }

  /** Lets the file go until the next step: there is one for each of many devices. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  /** A step, for people and in full. */
  record Line(JournalEntry entry, Situation situation) {}
}
