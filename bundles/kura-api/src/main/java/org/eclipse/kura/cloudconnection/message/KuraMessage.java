/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.cloudconnection.message;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.message.KuraPayload;
import org.osgi.annotation.versioning.ProviderType;

/** A message between an application and a cloud connection. */
@ProviderType
public class KuraMessage {

  private final KuraPayload payload;
  private final Map<String, Object> properties;

  /** Creates a message without properties. */
  public KuraMessage(KuraPayload payload) {
    this(payload, Map.of());
  }

  /** Creates a message with a copy of the properties. */
  public KuraMessage(KuraPayload payload, Map<String, Object> properties) {
    this.payload = payload;
    this.properties = new HashMap<>(properties);
  }

  /** Returns the properties, without copying. */
  public Map<String, Object> getProperties() {
    return properties;
  }

  /** Returns the payload. */
  public KuraPayload getPayload() {
    return payload;
  }
}
