/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A medium in memory with the weakest guarantees of a file system: a power cut may lose the content
 * of a file that was not synced, and its name if the directory was not.
 */
public final class MemoryMedium implements Medium {

  private static final class Content {
    private byte[] now = new byte[0];
    private byte[] lasting = new byte[0];
  }

  private final Set<Path> directories = new HashSet<>();
  private final Map<Path, Content> now = new TreeMap<>();
  private final Map<Path, Content> lasting = new TreeMap<>();

  /** All that was not synced is lost. */
  public synchronized void powerCut() {
    now.clear();
    now.putAll(lasting);
    now.values().forEach(content -> content.now = content.lasting);
  }

  @Override
  public synchronized void createDirectory(Path directory) {
    directories.add(directory.toAbsolutePath());
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    Path parent = directory.toAbsolutePath();
    return now.keySet().stream().filter(path -> parent.equals(path.getParent())).toList();
  }

  @Override
  public synchronized boolean exists(Path file) {
    return now.containsKey(file.toAbsolutePath());
  }

  @Override
  public synchronized Optional<byte[]> read(Path file, long most) throws IOException {
    Content content = now.get(file.toAbsolutePath());
    if (content != null && content.now.length > most) {
      throw new IOException(file + " has more than " + most + " bytes");
    }
    return Optional.ofNullable(content).map(present -> present.now.clone());
  }

  @Override
  public synchronized File open(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    if (!directories.contains(path.getParent())) {
      throw new NotDirectoryException(String.valueOf(path.getParent()));
    }
    return new MemoryFile(now.computeIfAbsent(path, any -> new Content()));
  }

  @Override
  public File openShared(Path file) throws IOException {
    return open(file);
  }

  @Override
  public Optional<String> keepToOwner(Path file) {
    return Optional.empty();
  }

  @Override
  public synchronized void delete(Path file) {
    now.remove(file.toAbsolutePath());
  }

  @Override
  public synchronized void deleteAll(Path directory) {
    Path whole = directory.toAbsolutePath();
    now.keySet().removeIf(path -> path.startsWith(whole));
    directories.removeIf(path -> path.startsWith(whole));
  }

  @Override
  public synchronized void move(Path file, Path name) throws IOException {
    if (exists(name)) {
      throw new FileAlreadyExistsException(name.toString());
    }
    replace(file, name);
  }

  @Override
  public synchronized void replace(Path draft, Path file) throws IOException {
    Content content = now.remove(draft.toAbsolutePath());
    if (content == null) {
      throw new NoSuchFileException(draft.toString());
    }
    now.put(file.toAbsolutePath(), content);
  }

  @Override
  public synchronized void syncDirectory(Path directory) {
    Path parent = directory.toAbsolutePath();
    lasting.keySet().removeIf(path -> parent.equals(path.getParent()));
    now.forEach(
        (path, content) -> {
          if (parent.equals(path.getParent())) {
            lasting.put(path, content);
          }
        });
  }

  @Override
  public long usableSpace(Path directory) {
    return Long.MAX_VALUE;
  }

  private final class MemoryFile implements File {

    private final Content content;

    MemoryFile(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      synchronized (MemoryMedium.this) {
        return content.now.length;
      }
    }

    @Override
    public byte[] read(long position, int length) {
      synchronized (MemoryMedium.this) {
        return Arrays.copyOfRange(content.now, (int) position, (int) position + length);
      }
    }

    @Override
    public void write(long position, byte[] bytes) {
      synchronized (MemoryMedium.this) {
        int end = Math.max(content.now.length, (int) position + bytes.length);
        byte[] written = Arrays.copyOf(content.now, end);
        System.arraycopy(bytes, 0, written, (int) position, bytes.length);
        content.now = written;
      }
    }

    @Override
    public void truncate(long size) {
      synchronized (MemoryMedium.this) {
        content.now = Arrays.copyOf(content.now, (int) Math.min(size, content.now.length));
      }
    }

    @Override
    public void sync() {
      synchronized (MemoryMedium.this) {
        content.lasting = content.now;
      }
    }

    @Override
    public void close() {}
  }
}
