// Whoever started a lesson need not press a second button.
document.getElementById("lti-launch").submit();
