/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.credentials.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores issued secrets in one file per device, readable by its owner only. A file is replaced
 * atomically. A damaged file causes an error and is not deleted: another request to the platform
 * would be refused and hide the reason.
 */
public final class FileCredentialStore implements CredentialStore, RegistrationJournal {

  private static final Logger LOG = LoggerFactory.getLogger(FileCredentialStore.class);
  private static final String MAGIC = "kuralink-secret-1";
  private static final int MAX_SIZE = 4096;

  private final Medium medium;
  private final Path directory;
  private final List<Path> former;

  /** A store in a directory, which is created when it is needed. */
  public FileCredentialStore(Path directory) {
    this(directory, List.of());
  }

  /** A store that copies missing secrets from directories of earlier instances. */
  public FileCredentialStore(Path directory, List<Path> former) {
    this(Medium.disk(), directory, former);
  }

  /** A store on another medium. */
  FileCredentialStore(Medium medium, Path directory, List<Path> former) {
    this.medium = medium;
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

  /**
   * Copies a secret from an earlier directory: it is issued once, so a renamed instance needs it.
   */
  private Optional<Secret> bring(DeviceIdentity device) throws IOException {
    for (Path place : former) {
      Optional<Secret> left = new FileCredentialStore(medium, place, List.of()).find(device);
      if (left.isPresent()) {
        keep(device, left.get());
        LOG.info("Copied the issued secret of {} from {}", device, place);
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
    new WholeFile(medium, file(device, ".asked")).delete();
  }

  private Optional<String> read(Path file) throws IOException {
    if (!medium.exists(file)) {
      return Optional.empty();
    }
    medium.keepToOwner(file).ifPresent(found -> warn(file, found));
    return new WholeFile(medium, file)
        .read(MAX_SIZE)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static void warn(Path file, String found) {
    LOG.warn(
        "{} was readable by others ({}); now it is readable by its owner only. If others may have read it,"
            + " reset the device secret on the platform.",
        file,
        found);
  }

  private void write(Path file, String text) throws IOException {
    new WholeFile(medium, file).write(text);
  }

  private Path file(DeviceIdentity device, String ending) {
    return directory.resolve(
        escape(device.productKey()) + "," + escape(device.deviceName()) + ending);
  }

  /**
   * Escapes all characters except letters, digits, dash and underscore, so that names are unique
   * and stay in the directory.
   */
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
