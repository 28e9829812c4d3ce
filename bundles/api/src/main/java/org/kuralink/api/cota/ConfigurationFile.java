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
 * A configuration as it was downloaded, untouched; size and digest have been checked. It may hold
 * secrets: never log it. Immutable.
 */
public final class ConfigurationFile {

  private final DeviceIdentity device;
  private final String configId;
  private final String digest;
  private final Instant received;
  private final byte[] content;

  /**
   * @param device for whom it came; the platform gives all devices of a product the same one
   * @param configId as the platform gave it
   * @param digest SHA-256, 64 lower-case hexadecimal digits
   * @param received when it was downloaded
   */
  public ConfigurationFile(
      DeviceIdentity device, String configId, String digest, Instant received, byte[] content) {
    this.device = device;
    this.configId = configId;
    this.digest = digest;
    this.received = received;
    this.content = content.clone();
  }

  /** For whom it came. */
  public DeviceIdentity device() {
    return device;
  }

  /** As the platform gave it. */
  public String configId() {
    return configId;
  }

  /** SHA-256 of the content, 64 lower-case hexadecimal digits. */
  public String digest() {
    return digest;
  }

  /** When it was downloaded. */
  public Instant received() {
    return received;
  }

  /** In bytes. */
  public int size() {
    return content.length;
  }

  /** A copy of the bytes. */
  public byte[] content() {
    return content.clone();
  }

  /** The bytes as UTF-8; what is none becomes U+FFFD. */
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** Never shows the content. */
  @Override
  public String toString() {
    return configId + " for " + device + " (" + content.length + " bytes)";
  }
}
