/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.util.List;
import java.util.Map;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.message.KuraPayload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A double of Kura's wire Publisher: publishes one message for each record. It logs an exception
 * with its stack trace and drops the other records of the envelope.
 */
record WireDouble(CloudPublisher publisher) {

  private static final Logger LOG = LoggerFactory.getLogger(WireDouble.class);

  void receive(List<Map<String, Object>> records) {
    try {
      for (Map<String, Object> metrics : records) {
        KuraPayload payload = new KuraPayload();
        metrics.forEach(payload::addMetric);
        publisher.publish(new KuraMessage(payload, Map.copyOf(metrics)));
      }
    } catch (Exception e) {
      LOG.error("a wire cannot publish", e);
    }
  }
}
