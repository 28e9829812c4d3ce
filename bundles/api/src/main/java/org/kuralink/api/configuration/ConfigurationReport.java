/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A component that says what is wrong with its configuration, for a page to show. One more name of
 * the service under which the component is registered with its {@code kura.service.pid} and {@code
 * service.pid}. Who has neither reports of several configurations: what it says of one begins with
 * its PID and a colon.
 */
@ConsumerType
public interface ConfigurationReport {

  /**
   * What is wrong at this moment: each begins with the name of the property and says what is
   * allowed. Empty if nothing is. Any thread may ask; the answer is at hand.
   */
  List<String> problems();
}
