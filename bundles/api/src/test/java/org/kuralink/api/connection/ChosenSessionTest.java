/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChosenSessionTest {

  private final List<Runnable> later = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final ChosenSession sessions = new ChosenSession(later::add);
  private final CloudSession one = new FakeCloudSession();
  private final CloudSession other = new FakeCloudSession();

  @Test
  void aNameIsThatSessionAndNoOther() {
    sessions.choose("main");
    sessions.add(other, Map.of(CloudSession.PID, "other"));
    assertEquals(Optional.empty(), sessions.session());
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    assertEquals(Optional.of(one), sessions.session());
    sessions.remove(one);
    assertEquals(Optional.empty(), sessions.session());
  }

  @Test
  void ofTwoOfOneNameTheHigherRankingDecides() {
    sessions.choose("main");
    sessions.add(one, Map.of(CloudSession.PID, "main", "service.id", 1L));
    sessions.add(other, Map.of(CloudSession.PID, "main", "service.id", 2L));
    assertEquals(Optional.of(one), sessions.session());
    sessions.add(other, Map.of(CloudSession.PID, "main", "service.id", 2L, "service.ranking", 5));
    assertEquals(Optional.of(other), sessions.session());
  }

  @Test
  void anEmptyNameSelectsTheOnlySession() {
    sessions.choose("");
    assertEquals(Optional.of("connection is empty, and there is no connection"), sessions.fault());
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    assertEquals(Optional.of(one), sessions.session());
    assertEquals(Optional.empty(), sessions.fault());
    sessions.add(other, Map.of(CloudSession.PID, "another"));
    assertEquals(Optional.empty(), sessions.session());
    assertEquals(
        Optional.of("connection is empty, and there are several: another main"), sessions.fault());
  }

  @Test
  void reportsAnUnknownNameOnceAfterTheDelay() {
    sessions.choose("nobody", complaints::add);
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    assertEquals(List.of(), complaints);
    later.forEach(Runnable::run);
    later.forEach(Runnable::run);
    assertEquals(
        List.of("connection is 'nobody', and no connection has this name; there is main"),
        complaints);
  }

  @Test
  void reportsTheNearestName() {
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    sessions.add(other, Map.of(CloudSession.PID, "other"));
    sessions.choose("mian");
    assertEquals(
        Optional.of("connection is 'mian', and no connection has this name; the nearest is 'main'"),
        sessions.fault());
    sessions.remove(one);
    sessions.remove(other);
    assertEquals(
        Optional.of("connection is 'mian', and no connection has this name; there is none at all"),
        sessions.fault());
  }

  @Test
  void reportsTheSessionOnceAfterAComplaint() {
    List<String> reliefs = new ArrayList<>();
    sessions.choose("main", complaints::add, reliefs::add);
    runLater();
    assertEquals(1, complaints.size());
    sessions.add(other, Map.of(CloudSession.PID, "other"));
    runLater();
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    sessions.add(one, Map.of(CloudSession.PID, "main", "service.ranking", 1));
    assertEquals(1, complaints.size());
    assertEquals(List.of("main"), reliefs);
  }

  @Test
  void reportsASessionThatDisappearsForLongerThanAnUpdate() {
    List<String> reliefs = new ArrayList<>();
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    sessions.choose("main", complaints::add, reliefs::add);
    sessions.remove(one);
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    runLater();
    assertEquals(List.of(), complaints);
    sessions.remove(one);
    runLater();
    assertEquals(1, complaints.size());
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    sessions.remove(one);
    runLater();
    assertEquals(2, complaints.size());
    assertEquals(List.of("main"), reliefs);
  }

  @Test
  void reportsTheSessionOfACorrectedNameAfterAComplaint() {
    List<String> reliefs = new ArrayList<>();
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    sessions.choose("mian", complaints::add, reliefs::add);
    runLater();
    sessions.choose("main", complaints::add, reliefs::add);
    sessions.choose("main", complaints::add, reliefs::add);
    runLater();
    assertEquals(1, complaints.size());
    assertEquals(List.of("main"), reliefs);
  }

  private void runLater() {
    List<Runnable> due = List.copyOf(later);
    later.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void doesNotReportASessionThatAppearedInTimeOrAFormerChoice() {
    sessions.choose("nobody", complaints::add);
    sessions.choose("main", complaints::add);
    sessions.add(one, Map.of(CloudSession.PID, "main"));
    later.forEach(Runnable::run);
    sessions.choose("nobody", complaints::add);
    sessions.close();
    later.forEach(Runnable::run);
    assertEquals(List.of(), complaints);
    assertTrue(sessions.fault().isPresent());
  }
}
