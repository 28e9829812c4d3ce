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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.ota.wire.Order;

/**
 * The steps of updates in a file, one a line, each complete in itself: the last whole line is where
 * things stand. A line is on disk when {@link #append} returns. A line that a power cut broke is
 * not read. Not safe for use by several threads.
 */
public final class Journal implements Closeable {

  /** How many steps a person can look back, at least. */
  private static final int KEPT = 100;

  private static final int MOST = 300;
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  private final Path file;
  private final Clock clock;
  private final List<Line> lines = new ArrayList<>();
  private Optional<FileChannel> channel = Optional.empty();
  private boolean worn;

  private Journal(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Opens a journal, which need not exist yet. */
  public static Journal open(Path file, Clock clock) throws IOException {
    Journal journal = new Journal(file, clock);
    journal.read();
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
    if (worn || lines.size() >= MOST) {
      rewrite(line);
    } else {
      write(opened(), List.of(line));
    }
    lines.add(line);
  }

  @Override
  public void close() throws IOException {
    Optional<FileChannel> open = channel;
    channel = Optional.empty();
    if (open.isPresent()) {
      open.get().close();
    }
  }

  private void read() throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " has more than " + MAX_BYTES + " bytes and is none of ours");
      }
      String all = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (String text : all.split("\n")) {
        Optional<Line> line = whole(text).flatMap(LineForm::read);
        line.ifPresent(lines::add);
        worn |= line.isEmpty() && !text.isEmpty();
      }
      worn |= !all.isEmpty() && !all.endsWith("\n");
    } catch (NoSuchFileException e) {
      lines.clear();
    }
  }

  private static Optional<String> whole(String text) {
    int end = text.lastIndexOf(' ');
    return end > 0 && text.substring(end + 1).equals(checksum(text.substring(0, end)))
        ? Optional.of(text.substring(0, end))
        : Optional.empty();
  }

  /** Starts the file anew with the last lines and one more; there is the old file or the new. */
  private void rewrite(Line last) throws IOException {
    close();
    lines.subList(0, Math.max(0, lines.size() - KEPT)).clear();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out = open(fresh, StandardOpenOption.TRUNCATE_EXISTING)) {
      List<Line> all = new ArrayList<>(lines);
      all.add(last);
      write(out, all);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    DurableFiles.forceDirectory(DurableFiles.directoryOf(file));
    worn = false;
  }

  private FileChannel opened() throws IOException {
    FileChannel open = channel.orElse(null);
    if (open == null) {
      Path directory = DurableFiles.directoryOf(file);
      DataDirectory.make(directory);
      boolean fresh = !Files.exists(file);
      open = open(file, StandardOpenOption.APPEND);
      channel = Optional.of(open);
      if (fresh) {
        DurableFiles.forceDirectory(directory);
      }
    }
    return open;
  }

  private static FileChannel open(Path path, StandardOpenOption how) throws IOException {
    FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
    return out;
  }

  private void write(FileChannel out, List<Line> all) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Line line : all) {
      String json = LineForm.write(line);
      text.append(json).append(' ').append(checksum(json)).append('\n');
    }
    worn = true;
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
    out.force(true);
    worn = false;
  }

  private static String checksum(String line) {
    CRC32 crc = new CRC32();
    crc.update(line.getBytes(StandardCharsets.ISO_8859_1));
    return Long.toHexString(crc.getValue());
  }

  /** A step, for people and in full. */
  record Line(JournalEntry entry, Situation situation) {}
}
