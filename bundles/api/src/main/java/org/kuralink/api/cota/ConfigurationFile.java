/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * A downloaded configuration file, unmodified and with verified size and digest. It may contain
 * secrets and must not be logged. Immutable.
 */
public final class ConfigurationFile {

  private final DeviceIdentity device;
  private final String configId;
  private final String digest;
  private final Instant received;
  private final byte[] content;

  /**
   * @param device the device; the platform sends the same file to all devices of a product
   * @param configId the id assigned by the platform
   * @param digest SHA-256, 64 lower-case hexadecimal digits
   * @param received when the file was downloaded
   * @param content the bytes, which are copied
   */
  public ConfigurationFile(
      DeviceIdentity device, String configId, String digest, Instant received, byte[] content) {
    this.device = device;
    this.configId = configId;
    this.digest = digest;
    this.received = received;
    this.content = content.clone();
  }

  /** Returns the device that the file is for. */
  public DeviceIdentity device() {
    return device;
  }

  /** Returns the id assigned by the platform. */
  public String configId() {
    return configId;
  }

  /** Returns the SHA-256 digest of the content as 64 lower-case hexadecimal digits. */
  public String digest() {
    return digest;
  }

  /** Returns when the file was downloaded. */
  public Instant received() {
    return received;
  }

  /** Returns the size in bytes. */
  public int size() {
    return content.length;
  }

  /** Returns a copy of the bytes. */
  public byte[] content() {
    return content.clone();
  }

  /** Returns the content decoded as UTF-8; invalid bytes become U+FFFD. */
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** Returns id, device and size, never the content. */
  @Override
  public String toString() {
    return configId + " for " + device + " (" + content.length + " bytes)";
  }
}
