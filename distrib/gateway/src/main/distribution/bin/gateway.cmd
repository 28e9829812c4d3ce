@echo off
rem Starts the standalone gateway; needs Java 17 or later. See gateway --help.
java -Dkuralink.home="%~dp0.." -cp "%~dp0..\lib\*" org.kuralink.standalone.Gateway %*
