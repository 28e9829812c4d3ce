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
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kuralink.api.configuration.DataDirectory;

/** The file system of this machine. */
final class DiskMedium implements Medium {

  static final DiskMedium INSTANCE = new DiskMedium();

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private DiskMedium() {}

  @Override
  public void createDirectory(Path directory) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path each = directory.toAbsolutePath();
        each != null && !Files.isDirectory(each);
        each = each.getParent()) {
      missing.push(each);
    }
    DataDirectory.make(directory);
    for (Path made : missing) {
      syncDirectory(WholeFile.directoryOf(made));
    }
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path each : all) {
        if (Files.isRegularFile(each)) {
          files.add(each);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(files);
    return files;
  }

  @Override
  public boolean exists(Path file) {
    return Files.exists(file);
  }

  @Override
  public Optional<byte[]> read(Path file, long most) throws IOException {
    try {
      long size = Files.size(file);
      if (size > most) {
        throw new IOException(file + " has " + size + " bytes, more than " + most);
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public File open(Path file) throws IOException {
    try {
      Files.createFile(file, ownerOnly(file));
    } catch (FileAlreadyExistsException e) {
      keepToOwner(file);
    }
    return openShared(file);
  }

  @Override
  public File openShared(Path file) throws IOException {
    return new DiskFile(new RandomAccessFile(file.toFile(), "rw"));
  }

  @Override
  public Optional<String> keepToOwner(Path file) throws IOException {
    if (!isPosix(file)) {
      return Optional.empty();
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    if (OWNER.containsAll(found)) {
      return Optional.empty();
    }
    try {
      Files.setPosixFilePermissions(file, OWNER);
    } catch (FileSystemException e) {
      // A file of another owner, or a file system without owners: the file is used as it is.
      return Optional.empty();
    }
    return Optional.of(PosixFilePermissions.toString(found));
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void deleteAll(Path directory) throws IOException {
    // list() returns null for a file or an unreadable directory; the latter is not deleted.
    String[] names = Files.isSymbolicLink(directory) ? null : directory.toFile().list();
    if (names != null) {
      for (String name : names) {
        deleteAll(directory.resolve(name));
      }
    }
    delete(directory);
  }

  @Override
  public void move(Path file, Path name) throws IOException {
    Files.move(file, name);
    keepToOwner(name);
  }

  @Override
  public void replace(Path draft, Path file) throws IOException {
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    if (!isPosix(directory)) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      while (!synced(directory)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean synced(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    }
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  // RandomAccessFile, because an interrupt of any thread that uses a FileChannel closes it.
  private static final class DiskFile implements File {

    private static final long ANYWHERE = -1;

    private final RandomAccessFile file;

    /** The current position, so that consecutive writes need no seek. */
    private long at = ANYWHERE;

    DiskFile(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.length();
    }

    @Override
    public byte[] read(long position, int length) throws IOException {
      byte[] bytes = new byte[length];
      at = ANYWHERE;
      file.seek(position);
      file.readFully(bytes);
      return bytes;
    }

    @Override
    public void write(long position, byte[] bytes) throws IOException {
      boolean there = at == position;
      at = ANYWHERE;
      if (!there) {
        file.seek(position);
      }
      file.write(bytes);
      at = position + bytes.length;
    }

    @Override
    public void truncate(long size) throws IOException {
      at = ANYWHERE;
      file.setLength(size);
    }

    @Override
    public void sync() throws IOException {
      file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
