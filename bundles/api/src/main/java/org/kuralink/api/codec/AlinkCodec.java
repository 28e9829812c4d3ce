/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads and writes Alink envelopes and topics. A service without state: any thread may call it, and
 * it may be replaced while the session lives.
 */
@ProviderType
public interface AlinkCodec {

  /** How deep JSON may be nested before a message is malformed. */
  int MAX_DEPTH = 32;

  /** How many bytes a received message may have before it is malformed. */
  int MAX_BYTES = 1024 * 1024;

  /**
   * Reads an envelope in one pass. {@code params} and {@code data} are slices of the payload, which
   * nobody may change afterwards.
   *
   * @throws MalformedMessageException if it is no envelope
   */
  AlinkMessage decode(byte[] payload) throws MalformedMessageException;

  /** The payload of a request, in UTF-8; {@code params} go out byte for byte as they are. */
  byte[] encode(AlinkRequest request);

  /** The payload of a reply, in UTF-8; {@code data} go out byte for byte as they are. */
  byte[] encode(AlinkReply reply);

  /** Takes a topic apart; empty if it has none of the platform's forms. */
  Optional<AlinkTopic> parseTopic(String topic);

  /** Puts a topic together: the inverse of {@link #parseTopic}. */
  String formatTopic(AlinkTopic topic);
}
