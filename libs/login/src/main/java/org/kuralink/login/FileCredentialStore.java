/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps issued secrets in one file a device, readable by its owner only. A file is written beside
 * its place, forced to the medium and moved there in one step, and the directory is forced too; so
 * there is the old content or the new, never a part. A damaged file is an error and stays where it
 * is: asking the platform again would be refused and hide the reason.
 */
public final class FileCredentialStore implements CredentialStore, RegistrationJournal {

  private static final Logger LOG = LoggerFactory.getLogger(FileCredentialStore.class);
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<StandardOpenOption> CREATE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final String MAGIC = "kuralink-secret-1";
  private static final int MAX_SIZE = 4096;

  private final Path directory;

  private final List<Path> former;

  /** Keeps the files here; the directory is made when it is needed. */
  public FileCredentialStore(Path directory) {
    this(directory, List.of());
  }

  /** The same; a secret that is not here is brought from where it may have been left. */
  public FileCredentialStore(Path directory, List<Path> former) {
    this.directory = directory;
    this.former = List.copyOf(former);
  }

  @Override
  public synchronized Optional<Secret> find(DeviceIdentity device) throws IOException {
    Path file = file(device, ".secret");
    Optional<String> text = read(file);
    if (text.isEmpty()) {
      return bring(device);
    }
    String[] lines = text.get().split("\n", -1);
    if (lines.length != 5
        || !lines[0].equals(MAGIC)
        || !lines[1].equals(device.toString())
        || lines[2].isEmpty()
        || !lines[3].equals(checksum(lines[1], lines[2]))) {
      throw new IOException(
          file
              + " is damaged; restore it from a backup, or delete it and the device on the"
              + " platform and create the device again");
    }
    return Optional.of(Secret.of(lines[2]));
  }

  /** A secret is issued once: an instance that got another name must not ask for it again. */
  private Optional<Secret> bring(DeviceIdentity device) throws IOException {
    for (Path place : former) {
      Optional<Secret> left = new FileCredentialStore(place).find(device);
      if (left.isPresent()) {
        keep(device, left.get());
        LOG.info("the issued secret of {} was brought from {}", device, place);
        return left;
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized void keep(DeviceIdentity device, Secret deviceSecret) throws IOException {
    String secret = deviceSecret.reveal();
    if (secret.isEmpty() || secret.chars().anyMatch(Character::isISOControl)) {
      throw new IOException("the secret of " + device + " is empty or holds control characters");
    }
    String name = device.toString();
    write(
        file(device, ".secret"),
        MAGIC + "\n" + name + "\n" + secret + "\n" + checksum(name, secret) + "\n");
  }

  @Override
  public synchronized Optional<Instant> begun(DeviceIdentity device) throws IOException {
    try {
      return read(file(device, ".asked")).map(text -> Instant.parse(text.trim()));
    } catch (DateTimeException e) {
      return Optional.of(Instant.EPOCH);
    }
  }

  @Override
  public synchronized void begin(DeviceIdentity device, Instant now) throws IOException {
    write(file(device, ".asked"), now + "\n");
  }

  @Override
  public synchronized void end(DeviceIdentity device) throws IOException {
    if (Files.deleteIfExists(file(device, ".asked"))) {
      force(directory);
    }
  }

  private Optional<String> read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw new IOException(file + " is damaged: it is far too large");
      }
      repairPermissions(file);
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void write(Path file, String text) throws IOException {
    prepareDirectory();
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel channel = FileChannel.open(draft, CREATE, attributes(OWNER_FILE))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(directory);
  }

  private void prepareDirectory() throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      DataDirectory.make(parent);
    }
    Files.createDirectory(directory, attributes(OWNER_DIRECTORY));
    if (parent != null) {
      force(parent);
    }
  }

  private static void repairPermissions(Path file) throws IOException {
    if (!POSIX) {
      return;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    if (!OWNER_FILE.containsAll(found)) {
      LOG.warn(
          "{} could be read by others ({}); now only its owner can. If somebody may have read it,"
              + " reset the device secret on the platform.",
          file,
          PosixFilePermissions.toString(found));
      Files.setPosixFilePermissions(file, OWNER_FILE);
    }
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /** A directory can be forced where it can be opened; elsewhere the move itself is durable. */
  private static void force(Path directory) throws IOException {
    if (POSIX) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private Path file(DeviceIdentity device, String ending) {
    return directory.resolve(
        escape(device.productKey()) + "," + escape(device.deviceName()) + ending);
  }

  /** Only letters, digits, dash and underscore stay as they are, so names cannot meet or climb. */
  private static String escape(String name) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
        escaped.append(c);
      } else {
        escaped.append(String.format("%%%02x", (int) c));
      }
    }
    return escaped.toString();
  }

  private static String checksum(String name, String secret) {
    CRC32 crc = new CRC32();
    crc.update((name + "\n" + secret).getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
