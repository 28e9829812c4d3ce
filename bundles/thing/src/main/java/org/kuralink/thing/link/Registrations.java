/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.link;

import java.util.ArrayList;
import java.util.List;
import org.kuralink.api.connection.Registration;

/** A group of registrations that is closed together. Used on the thread of the thing only. */
public final class Registrations implements Registration {

  private final List<Registration> all = new ArrayList<>();

  /** Adds a registration to the group. */
  public void add(Registration registration) {
    all.add(registration);
  }

  /** Closes all registrations; further ones may be added afterwards. */
  @Override
  public void close() {
    all.forEach(Registration::close);
    all.clear();
  }
}
